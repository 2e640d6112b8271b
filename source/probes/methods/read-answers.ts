import {EPOLLERR, MSG_ERRQUEUE, SystemError} from '../../linux/calls/libc.ts';
import type {MessageBuffer} from '../../linux/packet/message-buffer.ts';
import type {Answer} from '../prober/ledger.ts';
import type {ChannelSite} from './channel.ts';
import {icmpAnswer} from './icmp-error.ts';

/** How a method tells whose answers its sockets receive; undefined for what is none of ours. */
export type AnswerReader = {
	/** The probe of which an ICMP error quotes these bytes. */
	readonly quoted: (packet: Uint8Array) => number | undefined;
	readonly answer: (packet: Uint8Array) => Pick<Answer, 'sequence' | 'kind' | 'detail'> | undefined;
};

/** What is ready to be read, and the memory to read it into. */
type Ready = {
	readonly fd: number;
	readonly events: number;
	readonly message: MessageBuffer;
};

/** Reads all that a connected socket with time stamps has received, and first the ICMP errors about what it sent. */
export function readAnswers(site: ChannelSite, ready: Ready, reader: AnswerReader): void {
	try {
		if ((ready.events & EPOLLERR) !== 0) {
			readErrors(site, ready, reader);
		}

		const {libc, clock, destination, onAnswer} = site;
		const {fd, message} = ready;
		while (libc.receiveMessage(fd, message, 0)) {
			const answer = reader.answer(message.data);
			if (answer !== undefined) {
				onAnswer({
					receivedAt: clock.received(message.timestampMicroseconds), from: destination.address, icmp: null, ...answer,
				});
			}
		}
	} catch (error) {
		// The error that an ICMP message left on the socket is told once by recvmsg too; the queue has said more.
		if (!(error instanceof SystemError)) {
			throw error;
		}
	}
}

function readErrors({libc, clock, destination, onAnswer}: ChannelSite, {fd, message}: Ready, {quoted}: AnswerReader): void {
	while (libc.receiveMessage(fd, message, MSG_ERRQUEUE)) {
		const error = message.extendedError === null ? undefined : icmpAnswer(message.extendedError, destination);
		const sequence = quoted(message.data);
		if (error !== undefined && sequence !== undefined) {
			onAnswer({sequence, receivedAt: clock.received(message.timestampMicroseconds), ...error});
		}
	}
}
