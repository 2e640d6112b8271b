import {entries, type CataloguedCounter} from './entry.ts';

/** Memory that is short, and applications that do not read. */
export const tcpBufferErrors: readonly CataloguedCounter[] = entries('TcpExt', [
	['TCPMemoryPressures', 'critical', 'TCP memory pressure', 'How often all TCP sockets together reached their memory limit (net.ipv4.tcp_mem, second value): buffers are cut, transfers get slow'],
	['TCPMemoryPressuresChrono', 'warning', 'ms under pressure', 'Milliseconds, not events, that TCP spent under memory pressure; counted when the pressure ends'],
	['PFMemallocDrop', 'critical', 'dropped: machine full', 'Packets dropped to keep the machine\'s last memory for the kernel itself: memory is used up'],
	['TCPBacklogDrop', 'warning', 'dropped: socket busy', 'Segments dropped because they came faster than a socket in use could take them: raise SO_RCVBUF or net.ipv4.tcp_rmem'],
	['TCPRcvQDrop', 'warning', 'dropped: no buffer', 'Segments dropped because the socket\'s receive buffer was full or TCP\'s memory was short: the application reads too slowly, or net.ipv4.tcp_mem is too small'],
	['RcvPruned', 'warning', 'dropped after cleaning up', 'How often a receive buffer was still too full after all cleaning up, so that data is dropped: the application reads too slowly'],
	['OfoPruned', 'warning', 'dropped from the queue', 'How often segments that had come out of order were thrown away because the receive buffer was full'],
	['TCPOFODrop', 'warning', 'out of order, no buffer', 'Segments that came out of order and were dropped because there was no buffer for them'],
	['PruneCalled', 'warning', 'receive buffer overrun', 'How often the kernel had to clean up a full receive buffer: the application reads too slowly for its buffer'],
	['TCPRcvCollapsed', 'information', 'buffers merged', 'Buffers that were freed by merging small segments when a receive buffer was full'],
	['TCPToZeroWindowAdv', 'warning', 'our window closed', 'Times that we asked a sender to stop because the receive buffer was full: the application here reads too slowly'],
	['TCPWantZeroWindowAdv', 'information', 'our window should close', 'How often the receive buffer was full, although what was promised to the sender before was still open'],
	['TCPFromZeroWindowAdv', 'information', 'our window opened', 'How often a sender was let go on after the window had been closed'],
	['TCPZeroWindowDrop', 'information', 'sent into closed window', 'Segments dropped because they brought data while our window was closed, such as the sender\'s probes'],
	['TCPWinProbe', 'information', 'peer\'s window closed', 'Probes sent because a peer has closed its window: the application at the other end reads too slowly'],
	['TCPWqueueTooBig', 'warning', 'send queue too large', 'Segments that could not be split for sending again because the send queue is too large: tiny selective ACKs (an attack?), or SO_SNDBUF too small'],
]);
