import {bashTables} from './completions/bash.ts';
import {fishTables} from './completions/fish.ts';
import {zshTables} from './completions/zsh.ts';

type Tables = Readonly<Record<string, () => readonly string[]>>;

/** The files of docs/completions, and the tables in them that are generated from those of commands and flags. */
export const completions = {
	'portop.bash': bashTables,
	_portop: zshTables,
	'portop.fish': fishTables,
} as const satisfies Record<string, Tables>;

/**
Replaces the tables of a completion, each between its two marks `# name:begin` and `# name:end`, and as far in as they.
@throws {Error} A mark is missing.
*/
export function withCompletionTables(completion: string, tables: Tables): string {
	let written = completion;
	for (const [name, generate] of Object.entries(tables)) {
		const marks = new RegExp(String.raw`^(?<indent>[\t ]*)# ${name}:begin\n(?<table>[^]*?)(?<end>^[\t ]*# ${name}:end\n)`, 'm');
		if (!marks.test(written)) {
			throw new Error(`a completion has no table ${name}`);
		}

		written = written.replace(marks, (_, indent: string, _table: string, end: string) => {
			const lines = generate().map(line => line === '' ? '\n' : `${indent}${line}\n`);
			return `${indent}# ${name}:begin\n${lines.join('')}${end}`;
		});
	}

	return written;
}
