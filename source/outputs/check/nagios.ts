import type {
	CheckItem,
	CheckReport,
	CheckState,
	CheckFigure,
	FigureUnit,
} from '../../model/check.ts';
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

/**
Returns a report as Nagios plug-ins print it (Monitoring Plugins Development Guidelines): one line with the state, what is worst and the
performance data; then, where there is more than one item, a line for each, the worst first.
*/
export function nagiosText(report: CheckReport, hasPerfdata: boolean): string {
	const items = report.items.toSorted((a, b) => compareStates(itemState(a), itemState(b)));
	const name = (report.check ?? 'check').toUpperCase();
	const perfdata = hasPerfdata ? report.items.flatMap(item => item.figures.map(figure => perfdataOf(figure, report.items.length > 1 ? item.name : null))) : [];
	const first = `${name} ${reportState(report)} - ${firstWords(report, items)}`;
	const notes = items.flatMap(item => notesOf(item).map(note => items.length > 1 ? `${item.name}: ${note}` : note));
	return [
		`${inLine(first)}${perfdata.length === 0 ? '' : ` | ${perfdata.join(' ')}`}`,
		...items.length > 1 ? items.map(item => inLine(`${item.name} ${itemState(item)}: ${itemWords(item)}`)) : [],
		...notes.map(note => inLine(note)),
		'',
	].join('\n');
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
function perfdataOf({kind, value, warning, critical}: CheckFigure, item: string | null): string {
	const label = inLine(`${item === null ? '' : `${item}_`}${kind.key}`).replaceAll('\'', '\'\'').replaceAll('=', '_');
	const number = value === null ? 'U' : `${shortNumber(value)}${units[kind.unit]}`;
	// How many days a certificate has left may be negative.
	const ends = kind.unit === 'percent' ? '0;100' : (kind.unit === 'days' ? '' : '0');
	return `'${label}'=${number};${warning?.text ?? ''};${critical?.text ?? ''};${ends}`;
}

/** Returns a text that cannot start a line nor the performance data: it may come from another machine. */
function inLine(text: string): string {
	return text.replaceAll(/[\n\r]+/g, ' ').replaceAll('|', '¦');
}
