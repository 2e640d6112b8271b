import type {Departure} from './departures.ts';
import {createLoss} from './loss.ts';
import {readPacket, type Packet} from './packet.ts';
import {
	otherTrafficClass,
	type PathPlan,
	type PathRule,
	type SeenProbe,
	type Verdict,
} from './plan.ts';

type Rule = PathRule & {
	readonly isLost: () => boolean;
	probes: number;
};

type Probe = {
	-readonly [Key in keyof SeenProbe]: SeenProbe[Key];
} & {
	readonly holdMilliseconds: number;
};

/** Decides when, how often and whether each packet arrives at the other end. It knows no descriptor and no clock. */
export class PathRules {
	readonly #rules: ReadonlyMap<string, Rule>;
	/** In the order in which they were sent. */
	readonly #seen: Probe[] = [];
	/** The last probe of each key: identifiers and sequence numbers come round again. */
	readonly #byKey = new Map<string, Probe>();

	constructor({rules}: PathPlan) {
		this.#rules = new Map(rules.map(rule => [flowOf(rule.protocol, rule.address, rule.port), {
			...rule,
			isLost: rule.loss === undefined ? () => false : createLoss(rule.loss),
			probes: 0,
		}]));
	}

	get probes(): readonly SeenProbe[] {
		return this.#seen.map(({rule, key, verdict, answers, isDuplicated, isHeld}) => ({
			rule, key, verdict, answers, isDuplicated, isHeld,
		}));
	}

	/** A packet that the client sends. */
	forward(bytes: Uint8Array, nowMilliseconds: number): readonly Departure[] {
		const packet = readPacket(bytes, 'forward');
		const rule = this.#ruleOf(packet);
		const probe = packet !== null && rule !== undefined && isProbe(packet) ? this.#probeOf(packet, rule) : undefined;
		return probe?.verdict === 'lost forward' ? [] : [{to: 'server', bytes, atMilliseconds: nowMilliseconds + oneWay(rule)}];
	}

	/** A packet that the server sends, or somebody on the path to the client. */
	backward(bytes: Uint8Array, nowMilliseconds: number): readonly Departure[] {
		const packet = readPacket(bytes, 'reply');
		const rule = this.#ruleOf(packet);
		const atMilliseconds = nowMilliseconds + oneWay(rule);
		const probe = packet?.role === 'answer' ? this.#byKey.get(packet.keys[0]) : undefined;
		if (probe === undefined) {
			return [{to: 'client', bytes, atMilliseconds}];
		}

		if (probe.verdict === 'lost reply') {
			return [];
		}

		const departure = {to: 'client', bytes, atMilliseconds: atMilliseconds + probe.holdMilliseconds} as const;
		const isFirst = probe.answers === 0;
		probe.answers++;
		if (!isFirst || !probe.isDuplicated) {
			return [departure];
		}

		probe.answers++;
		return [departure, departure];
	}

	#ruleOf(packet: Packet | null): Rule | undefined {
		return packet === null ? undefined : this.#rules.get(flowOf(packet.protocol, packet.server, packet.port));
	}

	/** The probe that a request is: a new one, or one whose sender's kernel repeats it. */
	#probeOf({protocol, keys}: Packet, rule: Rule): Probe {
		const known = this.#byKey.get(keys[0]);
		// Only TCP repeats what was not answered; what looks the same otherwise is a probe of its own.
		if (known !== undefined && protocol === 'tcp') {
			return known;
		}

		rule.probes++;
		const {duplicate, hold} = rule;
		const isHeld = hold !== undefined && rule.probes % hold.every === 0;
		const probe: Probe = {
			rule: rule.name,
			key: keys[0],
			verdict: verdictOf(rule),
			answers: 0,
			isDuplicated: duplicate !== undefined && rule.probes % duplicate.every === 0,
			isHeld,
			holdMilliseconds: isHeld ? hold.milliseconds : 0,
		};
		this.#seen.push(probe);
		for (const key of keys) {
			this.#byKey.set(key, probe);
		}

		return probe;
	}
}

const flowOf = (protocol: string, address: string, port: number): string => `${protocol} ${address} ${port}`;

const isProbe = ({role, trafficClass}: Packet): boolean => role === 'request' && trafficClass !== otherTrafficClass;

const oneWay = (rule: Rule | undefined): number => (rule?.roundTripMilliseconds ?? 0) / 2;

function verdictOf({loss, isLost}: Rule): Verdict {
	return loss !== undefined && isLost() ? `lost ${loss.direction}` : 'passed';
}
