import {counterFields} from '../../fields/counter.ts';
import {stateFields} from '../../fields/state.ts';
import {quote} from '../../text/quote.ts';
import {stateSpellings, statesNamed} from '../../filter/names.ts';
import {suggestion} from '../../text/suggestion.ts';
import type {SubjectKind} from '../../model/alert.ts';
import {metrics, type AlertMetric} from './metrics.ts';

/** Kinds of rows that have metrics. */
export const measuredKinds = ['port', 'outgoing', 'probe', 'state', 'counter'] as const satisfies readonly SubjectKind[];
export type MeasuredKind = (typeof measuredKinds)[number];

export type NamedMetric =
	/** `name` is how rules hold it: this function understands it again. */
	| {readonly name: string; readonly metric: AlertMetric; readonly problem: null}
	| {readonly name: null; readonly metric: null; readonly problem: string};

/** Other names of metrics: those of columns and filters among them. */
const aliases: Readonly<Record<string, string>> = {
	conns: 'connections', queue: 'acceptQueue', accepted: 'opened', synrecv: 'halfOpen', rx: 'receive', tx: 'send', retrans: 'retransmissions',
};

/** Without case, blanks, hyphens and underscores: `rtt p95` and `close-wait` are what they seem to be. */
function plain(name: string): string {
	return name.toLowerCase().replaceAll(/[\s\-_]/g, '');
}

const namesByPlain: ReadonlyMap<string, string> = new Map([
	...Object.keys(metrics).map(name => [plain(name), name] as const),
	...Object.entries(aliases),
]);

/** The groups of /proc/net/{snmp,netstat,snmp6} and softnet_stat, as nstat puts them before a counter's name. */
const counterName = /^(?:icmp6|icmpmsg|icmp|ipext|ip6|ip|mptcpext|softnet|tcpext|tcp|udplite6|udplite|udp6|udp)[\da-z]+$/i;

/** Returns the metric that a person means: `rtt p95`, `probe loss`, `state time-wait`, `TcpExtListenOverflows`. */
export function metricNamed(text: string): NamedMetric {
	const [first = '', ...others] = text.trim().split(/\s+/);
	const rest = others.join(' ');
	const kind = kindNamed(first);
	if (kind === null || rest === '') {
		return counterName.test(text.trim()) ? counterMetric(text.trim()) : commonMetric(text);
	}

	if (kind === 'state') {
		return stateMetric(rest);
	}

	return kind === 'counter' ? counterMetric(rest) : metricOfKind(kind, rest);
}

function kindNamed(word: string): MeasuredKind | null {
	const name = word.toLowerCase().replace(/^peer$/, 'outgoing');
	return measuredKinds.find(kind => kind === name) ?? null;
}

function commonMetric(text: string): NamedMetric {
	const name = namesByPlain.get(plain(text));
	const metric = name === undefined ? undefined : metrics[name];
	return name === undefined || metric === undefined ? unknown(text, 'metric', Object.keys(metrics)) : {name, metric, problem: null};
}

function metricOfKind(kind: 'port' | 'outgoing' | 'probe', text: string): NamedMetric {
	const found = commonMetric(text);
	const ofKind = Object.keys(metrics).filter(name => metrics[name]?.[kind] !== undefined);
	if (found.metric === null) {
		return unknown(text, `metric of ${pluralOf[kind]}`, ofKind);
	}

	const {unit, noun, percentage} = found.metric;
	const read = found.metric[kind];
	if (read === undefined) {
		return unknown(text, `metric of ${pluralOf[kind]}`, ofKind);
	}

	const metric = {
		unit, noun, [kind]: read, ...(percentage !== undefined && {percentage: `${kind} ${percentage}`}),
	};
	return {name: `${kind} ${found.name}`, metric, problem: null};
}

const pluralOf = {port: 'ports', outgoing: 'outgoing peers', probe: 'probes'} as const;

function stateMetric(text: string): NamedMetric {
	const states = statesNamed(text.replaceAll(/\s+/g, '-'));
	const [state] = states ?? [];
	if (state === undefined || states?.length !== 1) {
		// Some words mean several states: a filter takes them, a count does not.
		return unknown(text, 'state', stateSpellings.filter(name => statesNamed(name)?.length === 1));
	}

	const metric: AlertMetric = {
		unit: stateFields.total.unit, noun: `sockets in ${state}`, state: row => row.state === state ? stateFields.total.read(row) : null,
	};
	return {name: `state ${state}`, metric, problem: null};
}

/** Returns the metric of a kernel counter; which counters exist depends on the kernel. */
function counterMetric(text: string): NamedMetric {
	const wanted = text.toLowerCase();
	const metric: AlertMetric = {
		unit: counterFields.rate.unit, noun: text, counter: row => row.name.toLowerCase() === wanted ? counterFields.rate.read(row) : null,
	};
	return {name: `counter ${text}`, metric, problem: null};
}

function unknown(text: string, noun: string, candidates: readonly string[]): NamedMetric {
	const hint = suggestion(text.trim(), candidates) ?? suggestion(plain(text), candidates);
	return {name: null, metric: null, problem: `there is no ${noun} ${quote(text.trim())}: ${hint ?? `write one of ${candidates.join(', ')}`}`};
}
