import type {FigureKind} from '../source/model/check.ts';
import {connectionFigures} from '../source/outputs/check/connection-figures.ts';
import {pingFigures, portFigures} from '../source/outputs/check/figure-kinds.ts';
import {unitSymbols} from '../source/outputs/check/verdict.ts';

/** The tables of docs/checks.md. */
export const checksBlocks = {
	portFigures: () => figuresMarkdown(Object.values(portFigures)),
	pingFigures: () => figuresMarkdown(Object.values(pingFigures)),
	connectionFigures: connectionsMarkdown,
} as const;

function figuresMarkdown(kinds: readonly FigureKind[]): string {
	return [
		'| key | Site24x7 | unit | OpenMetrics | |',
		'| --- | --- | --- | --- | --- |',
		...kinds.map(({key, title, unit, metric}) => `| \`${key}\` | ${title} | ${unitSymbols[unit]} | \`${metric.name}\` | ${metric.help} |`),
	].join('\n');
}

function connectionsMarkdown(): string {
	return [
		'| key | also spelled |',
		'| --- | --- |',
		...connectionFigures.map(({kind, spellings}) => `| \`${kind.key}\` | ${spellings.slice(1).join(', ')} |`),
	].join('\n');
}
