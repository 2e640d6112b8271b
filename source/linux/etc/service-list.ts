export type Transport = 'tcp' | 'udp';

/** The names of one port; null where a transport has none. */
export type ServiceNames = Readonly<Record<Transport, string | null>>;

const none = '-';

/**
Writes names by port as a text that ServiceList searches where it lies: sorted by port, a line `53 domain` where both
transports agree, `512 exec biff` (TCP's, then UDP's) where they differ, `-` for none.
*/
export function writeServiceList(services: ReadonlyMap<number, ServiceNames>): string {
	let text = '';
	for (const [port, {tcp, udp}] of [...services].toSorted(([left], [right]) => left - right)) {
		if (tcp !== null || udp !== null) {
			text += tcp === udp ? `${port} ${tcp}\n` : `${port} ${tcp ?? none} ${udp ?? none}\n`;
		}
	}

	return text;
}

/** Thousands of service names for the memory of their text: nothing is parsed before it is asked for, and nothing kept. */
export class ServiceList {
	readonly #text: string;

	/** Takes a text as writeServiceList() writes it. */
	constructor(text: string) {
		this.#text = text;
	}

	/** Returns the name of a port; null if it has none. A binary search over the lines: a microsecond. */
	name(transport: Transport, port: number): string | null {
		let low = 0;
		let high = this.#text.length;
		while (low < high) {
			const start = this.#lineStart(Math.floor((low + high) / 2));
			const end = this.#text.indexOf('\n', start);
			const found = this.#portAt(start);
			if (found === port) {
				const [, tcp = none, udp = tcp] = this.#text.slice(start, end).split(' ', 3);
				const name = transport === 'tcp' ? tcp : udp;
				return name === none ? null : name;
			}

			if (found < port) {
				low = end + 1;
			} else {
				high = start;
			}
		}

		return null;
	}

	/** Returns the port of a name; of several the last, which makes http-alt 8080. */
	port(name: string): number | undefined {
		if (name === none || !/^[\d\-a-z]+$/i.test(name)) {
			return undefined;
		}

		const wanted = ` ${name}`;
		for (let at = this.#text.lastIndexOf(wanted); at > 0; at = this.#text.lastIndexOf(wanted, at - 1)) {
			if ([' ', '\n'].includes(this.#text[at + wanted.length]!)) {
				return this.#portAt(this.#lineStart(at));
			}
		}

		return undefined;
	}

	/** Returns where the line begins that `position` is in. */
	#lineStart(position: number): number {
		return position === 0 ? 0 : this.#text.lastIndexOf('\n', position - 1) + 1;
	}

	#portAt(lineStart: number): number {
		return Number(this.#text.slice(lineStart, this.#text.indexOf(' ', lineStart)));
	}
}
