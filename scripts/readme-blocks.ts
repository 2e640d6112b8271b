import {allFlags, flagGroups, type FlagGroup} from '../source/commands/flags.ts';
import {keysMarkdown} from '../source/ui/keys/key-help.ts';

/** The README's tables of flags and keys, made from the tables that the program uses. */
const blocks = {flags: flagsMarkdown, keys: keysMarkdown} as const;

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
Writes the generated blocks anew, each between its two marks `<!-- name:begin -->` and `<!-- name:end -->`.
@throws Error if a mark is missing.
*/
export function withGeneratedBlocks(readme: string): string {
	let written = readme;
	for (const [name, generate] of Object.entries(blocks)) {
		const begin = `<!-- ${name}:begin -->\n`;
		const end = `\n<!-- ${name}:end -->`;
		const start = written.indexOf(begin);
		const stop = written.indexOf(end, start);
		if (start === -1 || stop === -1) {
			throw new Error(`README.md has no block ${name}`);
		}

		written = written.slice(0, start + begin.length) + generate() + written.slice(stop);
	}

	return written;
}
