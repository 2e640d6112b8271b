import type {FigureKind} from '../../model/check.ts';
import type {Protocol, SocketState} from '../../model/socket.ts';

/** A state as checks name it: as psutil spells it, and with it the Linuxfabrik plug-in. */
type StateName = {
	readonly name: string;
	readonly state: SocketState;
	/** Other spellings of it, in upper case with underscores. */
	readonly others: readonly string[];
};

/** The states of TCP, in the order in which they are shown. */
const tcpStates: readonly StateName[] = [
	{name: 'LISTEN', state: 'LISTEN', others: ['LISTENING']},
	{name: 'ESTABLISHED', state: 'ESTABLISHED', others: ['ESTAB']},
	{name: 'SYN_SENT', state: 'SYN_SENT', others: []},
	{name: 'SYN_RECV', state: 'SYN_RECEIVED', others: ['SYN_RECEIVED', 'SYN_RCVD']},
	{name: 'FIN_WAIT1', state: 'FIN_WAIT_1', others: ['FIN_WAIT_1']},
	{name: 'FIN_WAIT2', state: 'FIN_WAIT_2', others: ['FIN_WAIT_2']},
	{name: 'CLOSE_WAIT', state: 'CLOSE_WAIT', others: []},
	{name: 'CLOSING', state: 'CLOSING', others: []},
	{name: 'LAST_ACK', state: 'LAST_ACK', others: []},
	{name: 'TIME_WAIT', state: 'TIME_WAIT', others: []},
	{name: 'CLOSE', state: 'CLOSED', others: ['CLOSED']},
];

/** A UDP socket is connected or not; psutil calls both NONE. */
const udpStates: readonly StateName[] = [
	{name: 'ESTABLISHED', state: 'ESTABLISHED', others: ['ESTAB']},
	{name: 'NONE', state: 'CLOSED', others: ['UNCONN', 'UNCONNECTED']},
];

const statesOf: Readonly<Record<Protocol, readonly StateName[]>> = {
	tcp: tcpStates, tcp6: tcpStates, udp: udpStates, udp6: udpStates,
};

export type ConnectionFigure = {
	readonly protocol: Protocol;
	readonly state: SocketState;
	/** Every spelling of the state, the figure's own first. */
	readonly spellings: readonly string[];
	readonly kind: FigureKind;
};

/** The figures of `check connections`: one for each protocol and each state that Linux has. */
export const connectionFigures: readonly ConnectionFigure[] = (Object.keys(statesOf) as Protocol[]).flatMap(protocol =>
	statesOf[protocol].map(({name, state, others}) => ({
		protocol,
		state,
		spellings: [name, ...others],
		kind: {
			key: `${protocol}_${name}`,
			title: `${protocol} ${name}`,
			unit: 'count',
			metric: {
				name: 'portop_check_connections', help: 'Sockets by protocol and state', labels: {protocol, state: state.toLowerCase()},
			},
		},
	})));

/** Returns a spelling of a state as the tables have it: `fin-wait-1` and `Fin_Wait_1` are FIN_WAIT_1. */
export function stateSpelling(word: string): string {
	return word.toUpperCase().replaceAll('-', '_');
}

/** Returns the key of a figure from any spelling of its state; undefined where there is none. */
export function connectionKey(word: string): string | undefined {
	const {protocol, state} = /^(?<protocol>[a-z]+6?)_(?<state>.+)$/i.exec(word)?.groups ?? {};
	return connectionFigures.find(figure => figure.protocol === protocol?.toLowerCase() && figure.spellings.includes(stateSpelling(state ?? '')))?.kind.key;
}
