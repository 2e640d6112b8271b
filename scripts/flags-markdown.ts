import {commands} from '../source/cli/flags/commands.ts';
import {flagGroups, type FlagGroup} from '../source/cli/flags/flag.ts';
import {allFlags} from '../source/cli/flags/flags.ts';

/** Returns a table of flags for each of their groups. */
export function flagsMarkdown(): string {
	return flagGroups.map(({name, title}) => [`| ${title} | |`, '| --- | --- |', ...flagRows(name)].join('\n')).join('\n\n');
}

/** Returns the table of commands. */
export function commandsMarkdown(): string {
	const rows = commands.map(({usage, description}) => `| \`${inCell(usage)}\` | ${description} |`);
	return ['| command | |', '| --- | --- |', ...rows].join('\n');
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
