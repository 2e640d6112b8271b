import {fixedCheckTitles} from '../../model/alert.ts';
import {listenDropFindings, udpDropFindings} from './drops.ts';
import type {FixedCheck} from './fixed-check.ts';
import {probeFindings} from './probe-loss.ts';
import {acceptQueueFindings, closeWaitFindings, descriptorFindings} from './port-levels.ts';
import {retransmissionFindings} from './retransmissions.ts';
import {sourceFindings} from './source-failures.ts';

/**
Every fixed check. Holds are long enough for a restart, a deployment or a burst: an ordinary day raises none. What is so when portop
starts is said at once, whatever the hold.
*/
export const fixedChecks: readonly FixedCheck[] = [
	{
		name: 'acceptQueue',
		title: fixedCheckTitles.acceptQueue,
		topic: 'queue',
		metrics: ['acceptQueue', 'acceptQueuePercent'],
		// A program that starts listens before it accepts, for a second or two.
		holdSeconds: 5,
		clearSeconds: 30,
		clearShare: 0.7,
		find: acceptQueueFindings,
		advice: [
			'These connections are established, and the program has not accepted them: it is too slow, or it hangs. While the queue is full the kernel drops new ones, and their clients wait for seconds.',
			'Look at what the process does: its CPU, its threads, what it waits for. If bursts alone fill the queue, raise the backlog of listen() and net.core.somaxconn.',
		],
	},
	{
		name: 'listenDrops',
		title: fixedCheckTitles.listenDrops,
		topic: 'queue',
		metrics: ['drops', 'acceptQueue', 'acceptQueuePercent'],
		holdSeconds: 0,
		clearSeconds: 60,
		clearShare: 0.1,
		counts: {per: 'second', least: 5},
		find: listenDropFindings,
		advice: [
			'The kernel dropped handshakes because the accept queue was full, at least for moments between two samples: clients send again and wait for seconds.',
			'Look at whether the program accepts in time, and raise the backlog of listen() and net.core.somaxconn.',
		],
	},
	{
		name: 'closeWait',
		title: fixedCheckTitles.closeWait,
		topic: 'close-wait',
		metrics: ['closeWait'],
		// A load balancer that closes all its connections at once is answered within seconds, even by a busy program.
		holdSeconds: 10,
		clearSeconds: 30,
		clearShare: 0.8,
		find: closeWaitFindings,
		advice: [
			'The peers have closed these connections, and the program has not: it leaks them, or it hangs. It will run out of descriptors.',
			'Look at the program; restarting it helps for a while. Connections that wait in the accept queue are not counted.',
		],
	},
	{
		name: 'udpDrops',
		title: fixedCheckTitles.udpDrops,
		topic: 'udp-drops',
		metrics: ['drops'],
		holdSeconds: 0,
		clearSeconds: 60,
		clearShare: 0.1,
		counts: {per: 'second', least: 5},
		find: udpDropFindings,
		advice: [
			'Datagrams came faster than the program read them, and the kernel threw them away because the receive buffer was full.',
			'Look at whether the program is busy or hangs; for bursts raise SO_RCVBUF and net.core.rmem_max.',
		],
	},
	{
		name: 'retransmissions',
		title: fixedCheckTitles.retransmissions,
		topic: 'retransmissions',
		metrics: ['retransmissions'],
		holdSeconds: 0,
		clearSeconds: 60,
		clearShare: 0.5,
		// A quiet machine sends fewer, and a single packet that is lost is a large part of them.
		counts: {per: 'hundred', least: 10, leastOf: 100},
		find: retransmissionFindings,
		advice: [
			'Segments are lost on the way, or their acknowledgements are: transfers slow down and requests stall.',
			'Look at whether one peer is concerned or all of them (all: this machine\'s uplink, see the errors and drops of its interfaces), and probe the peer to see where the loss is.',
		],
	},
	{
		name: 'probeLoss',
		title: fixedCheckTitles.probeLoss,
		topic: 'probe-loss',
		metrics: ['loss'],
		holdSeconds: 0,
		clearSeconds: 10,
		clearShare: 0.7,
		find: probeFindings,
		advice: [
			'Probes of the last minute, or the last twenty where they are rare, were not answered.',
			'Look at whether other targets on the same way lose probes too, and at the retransmissions of real connections to the host.',
		],
	},
	{
		name: 'sourceFailure',
		title: fixedCheckTitles.sourceFailure,
		topic: 'source',
		metrics: [],
		holdSeconds: 'limit',
		clearSeconds: 5,
		clearShare: 0,
		find: sourceFindings,
		advice: [
			'What portop reads from there is missing or old, and its alerts are blind to it.',
		],
	},
	{
		name: 'descriptors',
		title: fixedCheckTitles.descriptors,
		topic: 'descriptors',
		metrics: ['openFilesPercent'],
		// They are counted every five seconds only, and so many are near to none even for a moment.
		holdSeconds: 0,
		clearSeconds: 30,
		clearShare: 0.95,
		find: descriptorFindings,
		advice: [
			'A process that has as many files and sockets open as it may can accept no more connections, nor open files: accept() fails with EMFILE.',
			'Look at whether it leaks connections (CLOSE-WAIT) or has so many clients; raise LimitNOFILE of its unit, or ulimit -n.',
		],
	},
];
