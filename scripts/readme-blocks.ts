import {metricsMarkdown} from '../source/outputs/metrics/metrics.ts';
import {firstKeysMarkdown, keysMarkdown} from '../source/ui/keys/key-help.ts';
import {keymapOf} from '../source/ui/keys/keymap.ts';
import {defaultKeys} from '../source/ui/state/appearance.ts';
import {checksBlocks} from './checks-markdown.ts';
import {configBlocks} from './config-markdown.ts';
import {alertMetricsMarkdown, filterFieldsMarkdown} from './fields-markdown.ts';
import {fixedChecksMarkdown} from './fixed-checks-markdown.ts';
import {commandsMarkdown, flagsMarkdown} from './flags-markdown.ts';
import {historyColumnsMarkdown} from './history-markdown.ts';

type Blocks = Readonly<Record<string, () => string>>;

/** The commands of the keyboard with their usual keys. */
export const keyHelp = keymapOf(defaultKeys).help;

/** The tables of each document that are generated from those of the program. */
export const documents = {
	'README.md': {keys: () => firstKeysMarkdown(keyHelp, 'overview'), commands: commandsMarkdown},
	'docs/alerts.md': {fixedChecks: fixedChecksMarkdown, metrics: alertMetricsMarkdown},
	'docs/checks.md': checksBlocks,
	'docs/config.md': configBlocks,
	'docs/filter.md': {fields: filterFieldsMarkdown},
	'docs/flags.md': {flags: flagsMarkdown},
	'docs/history.md': {columns: historyColumnsMarkdown},
	'docs/keys.md': {keys: () => keysMarkdown(keyHelp)},
	'docs/serve.md': {metrics: metricsMarkdown},
} as const satisfies Readonly<Record<string, Blocks>>;

export type DocumentName = keyof typeof documents;

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
