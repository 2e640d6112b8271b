import type {CheckItem, CheckReport, CheckFigure} from '../../model/check.ts';
import {
	cleanStrings,
	exitCodeOf,
	faults,
	itemState,
	reportState,
	unitSymbols,
} from './verdict.ts';

/** Changes when a key changes its meaning or goes; a new key does not count. */
const formatVersion = 1;

/** Returns a report as one JSON document that ends with a newline; docs/checks.md describes it. */
export function checkJson(report: CheckReport): string {
	const state = reportState(report);
	return `${JSON.stringify({
		version: formatVersion,
		time: new Date(report.timeMilliseconds).toISOString(),
		check: report.check,
		state,
		exitCode: exitCodeOf(state),
		problems: report.problems,
		items: report.items.map(item => itemJson(item)),
	}, cleanStrings, '\t')}\n`;
}

function itemJson(item: CheckItem) {
	return {
		name: item.name,
		state: itemState(item),
		finding: item.finding,
		faults: faults(item),
		problems: item.problems,
		...Object.fromEntries(item.texts.map(({key, value}) => [key, value])),
		figures: Object.fromEntries(item.figures.map(figure => [figure.kind.key, figureJson(figure)])),
	};
}

function figureJson({kind, value, warning, critical, state}: CheckFigure) {
	return {
		// No digits that only the arithmetic has made.
		value: value === null || Number.isSafeInteger(value) ? value : Number(value.toPrecision(9)), unit: unitSymbols[kind.unit], state, warning: warning?.text ?? null, critical: critical?.text ?? null,
	};
}
