import {
	checkStates,
	type CheckItem,
	type CheckReport,
	type CheckState,
	type CheckFigure,
	type FigureKind,
	type FigureUnit,
	type Range,
} from '../../model/check.ts';
import {sanitize} from '../../text/sanitize.ts';

/** The states from bad to good: a known fault comes before an unknown state. */
const byBadness: readonly CheckState[] = ['CRITICAL', 'WARNING', 'UNKNOWN', 'OK'];

/** Negative where the first is worse. */
export function compareStates(a: CheckState, b: CheckState): number {
	return byBadness.indexOf(a) - byBadness.indexOf(b);
}

/** OK where there is none. */
export function worst(states: readonly CheckState[]): CheckState {
	return byBadness.find(state => states.includes(state)) ?? 'OK';
}

/** 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. */
export function exitCodeOf(state: CheckState): number {
	return checkStates.indexOf(state);
}

/** Returns a figure compared with its thresholds. An unknown figure is a fault only where a threshold was given for it. */
export function judge(kind: FigureKind, value: number | null, {warning, critical}: Pick<CheckFigure, 'warning' | 'critical'>): CheckFigure {
	return {
		kind, value, warning, critical, state: stateOf(value, warning, critical),
	};
}

function stateOf(value: number | null, warning: Range | null, critical: Range | null): CheckState {
	if (value === null) {
		return warning === null && critical === null ? 'OK' : 'UNKNOWN';
	}

	return alerts(critical, value) ? 'CRITICAL' : (alerts(warning, value) ? 'WARNING' : 'OK');
}

function alerts(range: Range | null, value: number): boolean {
	return range !== null && (value >= range.start && value <= range.end) === range.isInverted;
}

export function itemState({figures, problems}: CheckItem): CheckState {
	return worst([...figures, ...problems].map(({state}) => state));
}

export function reportState({items, problems}: CheckReport): CheckState {
	return worst([...items.map(item => itemState(item)), ...problems.map(({state}) => state)]);
}

/** Returns what is wrong with an item, the worst first: `no answer`, `Connection Latency 81.3 ms, warning 50`. */
export function faults({figures, problems}: CheckItem): readonly string[] {
	const said = [
		...problems,
		...figures.map(figure => ({state: figure.state, message: describeFault(figure)})),
	];
	return said.filter(({state}) => state !== 'OK').toSorted((a, b) => compareStates(a.state, b.state)).map(({message}) => message);
}

/** Returns further remarks. */
export function notesOf({problems}: CheckItem): readonly string[] {
	return problems.filter(({state}) => state === 'OK').map(({message}) => message);
}

function describeFault({kind, value, warning, critical, state}: CheckFigure): string {
	const limits = state === 'CRITICAL' ? critical : (state === 'WARNING' ? warning : null);
	const limit = limits === null ? '' : `, ${state.toLowerCase()} ${limits.text}`;
	return `${kind.title} ${value === null ? 'is not known' : `${shortNumber(value)}${unitAfter(kind.unit)}`}${limit}`;
}

/** Formats a number with at most three decimals, without an exponent. */
export function shortNumber(value: number): string {
	return String(Number(value.toFixed(3)));
}

function unitAfter(unit: FigureUnit): string {
	const symbol = unitSymbols[unit];
	return symbol === '' || symbol === '%' ? symbol : ` ${symbol}`;
}

/** The units in text for people. */
export const unitSymbols: Readonly<Record<FigureUnit, string>> = {
	milliseconds: 'ms',
	percent: '%',
	mebibytes: 'MiB',
	bytes: 'bytes',
	'per-second': '/s',
	days: 'days',
	count: '',
};

/** A replacer for `JSON.stringify`: texts may come from another machine, and be shown in a terminal. */
export function cleanStrings(_key: string, value: unknown): unknown {
	return typeof value === 'string' ? sanitize(value) : value;
}
