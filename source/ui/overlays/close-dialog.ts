import type {CloseEffect, CloseProposal} from '../../model/close.ts';
import {ssStateNames, type Connection} from '../../model/socket.ts';
import {formatBytes} from '../../text/format-number.ts';
import type {CloseDialog} from '../state/state.ts';
import {joinAddress, shortenAddress} from '../text/address.ts';
import {ageText} from '../text/age.ts';
import type {BoxLine} from '../text/box.ts';
import {ownerMarks, waitingText} from '../text/owners.ts';
import {oneLine, textWidth, wrap} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';
import {
	blank,
	dialogLines,
	styled,
	wrapWithin,
	type DialogRoom,
} from './dialog-lines.ts';

/** The words for what closing does. */
const effectWords: Readonly<Record<CloseEffect, string>> = {
	reset: 'Cuts it off: the peer gets a reset, the program here ECONNABORTED; what is still under way is lost.',
	aborted: 'Gives up connecting: the program here gets ECONNABORTED, the peer hears nothing.',
	dropped: 'Forgets the half-open connection, and sends nothing: a peer that repeats its SYN gets another one.',
	forgotten: 'The kernel forgets what is left of it, and sends nothing: the program here is done with it.',
	disconnected: 'Takes the peer from the socket, which stays open: its program gets ECONNABORTED once, the peer hears nothing.',
};

const mptcpWords = 'Cuts off this subflow: the peer gets a reset. The MPTCP connection goes on over others, and its program here hears nothing.';
const notAcceptedWords = 'Cuts it off: the peer gets a reset. The program here still accepts it, and then gets ECONNABORTED.';
const sessionWords = '! An SSH server holds it: it may be the session that you are in.';

/**
The dialog that closes a connection: it names it, and says what happens, before anything is done. Where room is short, what one must know
before `y` stays: both ends, the process, the warning, the effect and the keys.
*/
export function closeDialogLines(dialog: CloseDialog, dialogRoom: DialogRoom): readonly string[] {
	const {thing, theme} = dialogRoom;
	const {proposal} = dialog;
	const title = proposal === null ? 'Close a connection' : `Close a ${proposal.connection.protocol} connection`;
	return dialogLines(title, dialogRoom, (width, room) => proposal === null
		? [...thing === null ? [] : wrapWithin(thing, width, 1), ...reasonLines(dialog, width, Math.max(1, room - 1), theme)]
		: proposalLines(proposal, width, room, theme));
}

/** Returns the reason why it cannot be closed. */
function reasonLines({problem}: CloseDialog, width: number, room: number, theme: Theme): readonly BoxLine[] {
	return problem === null ? [{text: 'Looking for it…'}] : wrapWithin(`✗ ${oneLine(problem)}`, width, room, theme.bad);
}

function proposalLines(proposal: CloseProposal, width: number, room: number, theme: Theme): readonly BoxLine[] {
	const {connection, mayCarrySession} = proposal;
	const {localAddress, localPort, remoteAddress, remotePort} = connection;
	const line = (text: string) => wrapWithin(text, width, 1);
	const ends = [endLine('Local    ', joinAddress(localAddress, localPort), width), endLine('Peer     ', joinAddress(remoteAddress, remotePort), width)];
	const process = line(`Process  ${processText(connection)}`);
	const warning = mayCarrySession ? styled(wrap(sessionWords, width), theme.bad) : [];
	const effect = styled(wrap(effectText(proposal), width), theme.accent);
	const spare = Math.max(0, room - ends.length - process.length - warning.length - effect.length);
	const [state, bytes, gap] = [
		line(`State    ${ssStateNames[connection.state]}, there for ${ageText(connection)}`),
		line(`Payload  ${formatBytes(connection.receivedBytes, 'short')} in, ${formatBytes(connection.sentBytes, 'short')} out`),
		[blank],
	].map((lines, place) => spare > place ? lines : []);
	return [...ends, ...process, ...state!, ...bytes!, ...warning, ...gap!, ...effect];
}

/** Shows an end; where it is too long its port stays whole. */
function endLine(label: string, address: string, width: number): BoxLine {
	const room = width - label.length;
	return {text: label + (textWidth(address) > room ? shortenAddress(address, room) : address)};
}

function processText({owners: {status, holders}, waitsIn}: Connection): string {
	if (waitsIn !== null) {
		return waitingText(waitsIn);
	}

	return holders.length === 0
		? (status === 'known' ? 'no longer running' : ownerMarks[status].meaning)
		: holders.map(({name, pid}) => `${oneLine(name)}(${pid})`).join(', ');
}

function effectText({connection, effect, isMptcp}: CloseProposal): string {
	if (effect !== 'reset') {
		return effectWords[effect];
	}

	return isMptcp ? mptcpWords : (connection.waitsIn === null ? effectWords.reset : notAcceptedWords);
}
