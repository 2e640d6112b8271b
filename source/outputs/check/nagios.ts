import {Buffer} from 'node:buffer';
import type {
	CheckItem,
	CheckReport,
	CheckState,
	CheckFigure,
	FigureUnit,
} from '../../model/check.ts';
import {toAscii} from '../../text/locale.ts';
import {sanitize} from '../../text/sanitize.ts';
import {
	compareStates,
	faults,
	itemState,
	notesOf,
	reportState,
	shortNumber,
} from './verdict.ts';

/** Units of performance data; where there is none of them, the number stands alone. */
const units: Readonly<Record<FigureUnit, string>> = {
	milliseconds: 'ms',
	percent: '%',
	mebibytes: 'MB',
	bytes: 'B',
	'per-second': '',
	days: '',
	count: '',
};

/** The form of the text. */
export type NagiosOptions = {
	/** Whether there is performance data. */
	readonly perfdata: boolean;
	/** The bytes of the first line, with its newline: agents cut it there, inside of a label or not. */
	readonly maxLineBytes: number;
	/** Whether it is read as UTF-8; else characters beyond ASCII are `?`. */
	readonly isUtf8: boolean;
};

/** The bytes of the words of a line: performance data keeps its place. */
const maxWordBytes = 1024;

/**
Returns a report as Nagios plug-ins print it (Monitoring Plugins Development Guidelines): one line with the state, what is worst and the
performance data, as much of it as has room; then, where there is more than one item, a line for each, the worst first.
*/
export function nagiosText(report: CheckReport, options: NagiosOptions): string {
	const inLine = (text: string) => lineOf(text, options);
	const items = report.items.toSorted((a, b) => compareStates(itemState(a), itemState(b)));
	const name = (report.check ?? 'check').toUpperCase();
	const perfdata = options.perfdata ? report.items.flatMap(item => item.figures.map(figure => perfdataOf(figure, report.items.length > 1 ? item.name : null, inLine))) : [];
	const first = inLine(`${name} ${reportState(report)} - ${firstWords(report, items)}`);
	const fitting = fittingPieces(perfdata, options.maxLineBytes - Buffer.byteLength(`${first} |\n`));
	const notes = items.flatMap(item => notesOf(item).map(note => items.length > 1 ? `${item.name}: ${note}` : note));
	const left = perfdata.length - fitting.length;
	return [
		`${first}${fitting.length === 0 ? '' : ` | ${fitting.join(' ')}`}`,
		...items.length > 1 ? items.map(item => inLine(`${item.name} ${itemState(item)}: ${itemWords(item)}`)) : [],
		...notes.map(note => inLine(note)),
		...left === 0 ? [] : [`performance data of ${left} of ${perfdata.length} figures is left out: the first line has at most ${options.maxLineBytes} bytes, --max-line`],
		'',
	].join('\n');
}

/** Returns as many of the first pieces as have room, each with a blank before it. */
function fittingPieces(pieces: readonly string[], bytes: number): readonly string[] {
	let room = bytes;
	const end = pieces.findIndex(piece => {
		room -= Buffer.byteLength(piece) + 1;
		return room < 0;
	});
	return end === -1 ? pieces : pieces.slice(0, end);
}

/** Returns the worst fault; with several items, the number in each state. */
function firstWords({problems}: CheckReport, sorted: readonly CheckItem[]): string {
	const general = problems.map(({message}) => message);
	const [worstItem, ...others] = sorted;
	if (worstItem === undefined) {
		return general.join('; ');
	}

	if (others.length === 0) {
		return [...general, `${nameBefore(worstItem)}${itemWords(worstItem)}`].join('; ');
	}

	const counts = (['CRITICAL', 'WARNING', 'UNKNOWN', 'OK'] as const satisfies readonly CheckState[])
		.map(state => [state, sorted.filter(item => itemState(item) === state).length] as const)
		.filter(([, count]) => count > 0)
		.map(([state, count]) => `${count} ${state}`);
	const worstWords = itemState(worstItem) === 'OK' ? [] : [`${nameBefore(worstItem)}${itemWords(worstItem)}`];
	return [...general, `${sorted.length} checked: ${counts.join(', ')}`, ...worstWords].join('; ');
}

function nameBefore({name}: CheckItem): string {
	return name === '' ? '' : `${name} `;
}

function itemWords(item: CheckItem): string {
	return [...faults(item), item.finding].filter(words => words !== '').join('; ');
}

/** `'label'=value[UOM];[warn];[crit];[min];[max]`; U for a value that is not known. */
function perfdataOf({kind, value, warning, critical}: CheckFigure, item: string | null, inLine: (text: string) => string): string {
	const label = inLine(`${item === null ? '' : `${item}_`}${kind.key}`).replaceAll('\'', '\'\'').replaceAll('=', '_');
	const number = value === null ? 'U' : `${shortNumber(value)}${units[kind.unit]}`;
	// How many days a certificate has left may be negative.
	const ends = kind.unit === 'percent' ? '0;100' : (kind.unit === 'days' ? '' : '0');
	return `'${label}'=${number};${warning?.text ?? ''};${critical?.text ?? ''};${ends}`;
}

/** Returns a text that cannot start a line nor the performance data, and is not too long: it may come from another machine. */
function lineOf(text: string, {maxLineBytes, isUtf8}: NagiosOptions): string {
	// What portop writes itself is ASCII everywhere.
	const line = sanitize(text.replaceAll(/[\n\r]+/g, ' ')).replaceAll('|', '/').replaceAll('…', '...');
	return cut(isUtf8 ? line : toAscii(line), Math.min(maxWordBytes, maxLineBytes - 1));
}

/** Cuts a text to that many bytes, between characters. */
function cut(text: string, bytes: number): string {
	const dots = '...';
	const whole = Buffer.from(text);
	return whole.length <= bytes ? text : `${new TextDecoder().decode(whole.subarray(0, bytes - dots.length), {stream: true})}${dots}`;
}
