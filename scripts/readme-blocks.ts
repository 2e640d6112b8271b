import {flagGroups, type FlagGroup} from '../source/cli/flags/flag.ts';
import {allFlags} from '../source/cli/flags/flags.ts';
import {metricsMarkdown} from '../source/outputs/metrics/metrics.ts';
import {keysMarkdown} from '../source/ui/keys/key-help.ts';
import {keymapOf} from '../source/ui/keys/keymap.ts';
import {defaultKeys} from '../source/ui/state/appearance.ts';
import {checksBlocks} from './checks-markdown.ts';
import {configBlocks} from './config-markdown.ts';
import {fixedChecksMarkdown} from './fixed-checks-markdown.ts';
import {alertMetricsMarkdown, filterFieldsMarkdown} from './fields-markdown.ts';

type Blocks = Readonly<Record<string, () => string>>;

/** The tables of each document that are generated from those of the program. */
export const documents = {
	'README.md': {flags: flagsMarkdown, keys: () => keysMarkdown(keymapOf(defaultKeys).help)},
	'docs/alerts.md': {fixedChecks: fixedChecksMarkdown, metrics: alertMetricsMarkdown},
	'docs/checks.md': checksBlocks,
	'docs/config.md': configBlocks,
	'docs/filter.md': {fields: filterFieldsMarkdown},
	'docs/serve.md': {metrics: metricsMarkdown},
} as const satisfies Readonly<Record<string, Blocks>>;

export type DocumentName = keyof typeof documents;

function flagsMarkdown(): string {
	return flagGroups.map(({name, title}) => [`| ${title} | |`, '| --- | --- |', ...flagRows(name)].join('\n')).join('\n\n');
}

function flagRows(group: FlagGroup): readonly string[] {
	return allFlags.filter(flag => flag.group === group).map(({name, letter, value, description}) => {
		const spellings = [...(letter === undefined ? [] : [`-${letter}`]), `--${name}${value === null ? '' : ` ${value}`}`];
		return `| ${spellings.map(text => `\`${inCell(text)}\``).join(', ')} | ${description.replaceAll('\\', String.raw`\\`)} |`;
	});
}

function inCell(text: string): string {
	return text.replaceAll('|', String.raw`\|`);
}

/**
Replaces the generated blocks, each between its two marks `<!-- name:begin -->` and `<!-- name:end -->`.
@throws Error if a mark is missing.
*/
export function withGeneratedBlocks(text: string, document: DocumentName = 'README.md'): string {
	let written = text;
	for (const [name, generate] of Object.entries<() => string>(documents[document])) {
		const begin = `<!-- ${name}:begin -->\n`;
		const end = `\n<!-- ${name}:end -->`;
		const start = written.indexOf(begin);
		const stop = written.indexOf(end, start);
		if (start === -1 || stop === -1) {
			throw new Error(`${document} has no block ${name}`);
		}

		written = written.slice(0, start + begin.length) + generate() + written.slice(stop);
	}

	return written;
}
