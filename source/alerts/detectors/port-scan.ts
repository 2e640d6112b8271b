import type {AlertBoard} from '../board/alert-board.ts';
import {secondsBetween, type Moment} from '../../model/moment.ts';
import type {DetectedSample, Refusal} from '../observation/observation.ts';
import {machine} from '../observation/subjects.ts';
import {count, showDuration} from '../../text/units.ts';

/** A peer that asks for so many closed ports within the window looks for open ones. */
const minPorts = 20;
const windowSeconds = 300;
const clearSeconds = 300;
/** Peers that are followed, and ports of each that are counted separately. */
const maxPeers = 256;
const maxPorts = 256;
const maxNamed = 3;

type Peer = {
	/** By port: when it was asked for last. */
	readonly ports: Map<number, Moment>;
	lastAt: Moment;
};

type Scan = {
	readonly alert: string;
	/** The ports that each peer has tried since, by its address, up to the number that is counted. */
	readonly peers: Map<string, Set<number>>;
	lastAt: Moment;
};

/**
Peers that try many of our closed ports in a short time. The same closed port again and again is a client that has not heard,
not a scan. Several peers at a time are one alert.
*/
export class PortScan {
	readonly #peers = new Map<string, Peer>();
	#scan: Scan | null = null;

	observe(sample: DetectedSample, board: AlertBoard): void {
		for (const refusal of sample.refused ?? []) {
			this.#add(refusal, sample.moment, board);
		}

		const scan = this.#scan;
		if (scan === null || !(secondsBetween(scan.lastAt, sample.moment) >= clearSeconds)) {
			return;
		}

		board.clear(scan.alert, `nothing was tried for ${showDuration(clearSeconds)}`, sample.moment);
		this.#scan = null;
		this.#peers.clear();
	}

	#add({address, port}: Refusal, moment: Moment, board: AlertBoard): void {
		const tried = this.#scan?.peers.get(address);
		if (tried !== undefined && this.#scan !== null) {
			this.#goesOn(this.#scan, tried, port, moment, board);
			return;
		}

		const peer = this.#peer(address, moment);
		peer.ports.set(port, moment);
		for (const [asked, at] of peer.ports) {
			if (secondsBetween(at, moment) > windowSeconds) {
				peer.ports.delete(asked);
			}
		}

		if (peer.ports.size >= minPorts) {
			this.#recognise(address, peer, moment, board);
		}
	}

	/** Returns the peer with this address; a new one replaces the peer that has been silent for the longest. */
	#peer(address: string, moment: Moment): Peer {
		const peer = this.#peers.get(address) ?? {ports: new Map<number, Moment>(), lastAt: moment};
		peer.lastAt = moment;
		this.#peers.delete(address);
		this.#peers.set(address, peer);
		if (this.#peers.size > maxPeers) {
			const [oldest] = this.#peers.keys();
			this.#peers.delete(oldest!);
		}

		return peer;
	}

	#recognise(address: string, peer: Peer, moment: Moment, board: AlertBoard): void {
		const tried = new Set(peer.ports.keys());
		this.#peers.delete(address);
		if (this.#scan !== null) {
			if (this.#scan.peers.size < maxPeers) {
				this.#scan.peers.set(address, tried);
			}

			this.#emit(this.#scan, moment, board);
			return;
		}

		const since = peer.ports.values().reduce((first, at) => secondsBetween(first, at) < 0 ? at : first, moment);
		const peers = new Map([[address, tried]]);
		const alert = board.fire({
			rule: null,
			origin: 'detector',
			source: 'port scan',
			severity: 'warning',
			subject: machine,
			message: messageOf(peers),
			explanation: [
				`A peer that asks for ${minPorts} or more different closed ports within ${showDuration(windowSeconds)} looks for open ones. Each was refused with a RST; what a firewall drops is not seen.`,
				'A scan does no harm by itself. Look at which ports are open that need not be (Ports view), and whether the peer talks to those (Connections view, filtered by its address).',
				`It is over when nothing was tried for ${showDuration(clearSeconds)}.`,
			],
			value: valueOf(peers),
			since,
		}, moment);
		this.#scan = {alert, peers, lastAt: moment};
	}

	#goesOn(scan: Scan, tried: Set<number>, port: number, moment: Moment, board: AlertBoard): void {
		if (tried.size < maxPorts && !tried.has(port)) {
			tried.add(port);
			this.#emit(scan, moment, board);
		}

		scan.lastAt = moment;
	}

	#emit(scan: Scan, moment: Moment, board: AlertBoard): void {
		scan.lastAt = moment;
		board.change(scan.alert, {message: messageOf(scan.peers), value: valueOf(scan.peers), worstValue: valueOf(scan.peers)});
	}
}

function messageOf(peers: ReadonlyMap<string, ReadonlySet<number>>): string {
	const named = peers.keys().take(maxNamed).toArray().join(', ');
	const more = peers.size > maxNamed ? ` and ${peers.size - maxNamed} more peers` : '';
	return `${named}${more} tried ${valueOf(peers)}`;
}

function valueOf(peers: ReadonlyMap<string, ReadonlySet<number>>): string {
	let ports = 0;
	let isMore = false;
	for (const tried of peers.values()) {
		ports = Math.max(ports, tried.size);
		isMore ||= tried.size >= maxPorts;
	}

	return `${count.show(ports)}${isMore ? ' or more' : ''} closed ports`;
}
