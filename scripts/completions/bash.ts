import type {Flag} from '../../source/cli/flags/flag.ts';
import {allFlags} from '../../source/cli/flags/flags.ts';
import {
	aliases,
	firstOfTwo,
	argumentValues,
	places,
	placesOf,
	spellingsOf,
	valued,
	valuesOf,
} from './grammar.ts';

/** The tables of docs/completions/portop.bash. */
export const bashTables = {
	pairs: () => firstOfTwo.map(first => `[[ $command == ${first} ]] && command+=\${inputs[1]+ \${inputs[1]}}`),
	words: () => places.map(({name, position, next, argument}) => {
		const words = next.length === 0 ? '' : `position=${position} next=(${next.map(({word}) => word).join(' ')}) `;
		return `${pattern(name)}) ${words}${{host: 'hosts=yes ', file: 'paths=yes '}[String(argumentValues(argument))] ?? ''};;`;
	}),
	flags: () => allFlags.map(flag => {
		const repeated = flag.repeatable === true ? '*' : '';
		return `[[ $command == @(${placesOf(flag).map(name => pattern(name)).join('|')}) ]] && flags+=('${repeated}${spellingsOf(flag).join(',')}=${values(flag)}')`;
	}),
	aliases: () => aliases.map(([alias, usual]) => `${alias}) name=${usual} ;;`),
	valued: () => [`${valued.join(' | ')}) ;;`],
} as const;

function values(flag: Flag): string {
	const known = valuesOf(flag);
	return typeof known === 'string' ? `@${known}` : known.join(' ');
}

function pattern(name: string): string {
	return name.includes(' ') ? `'${name}'` : name;
}
