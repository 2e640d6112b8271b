import {Names} from '../collectors/names.ts';
import {formatFilterError, quote} from '../filter/filter-error.ts';
import {parseFilter} from '../filter/parse.ts';
import {views, type ViewName} from '../model/snapshot.ts';
import {checkSpelling} from './check-spelling.ts';
import {
	allFlags,
	commands,
	type CommandName,
	type FlagName,
	type KnownFlag,
} from './flags.ts';
import {packageJson} from './package-json.ts';
import type {ListOptions, Options, Task} from './options.ts';
import {UsageError} from './usage-error.ts';
import {
	formatPorts,
	parseInterval,
	parsePorts,
	parseSource,
} from './values.ts';

type Environment = Readonly<Partial<Record<string, string>>>;

/** The words after the program's name, as meow reads them. */
type Words = {
	readonly input: readonly string[];
	has(name: FlagName): boolean;
	values(name: FlagName): readonly string[];
};

/**
What the command line asks for.
@param argv The words after the program's name.
@param environment For NO_COLOR.
@throws {UsageError} The message is for stderr as it is.
*/
export async function parseCommandLine(argv: readonly string[], environment: Environment): Promise<Task> {
	const given = checkSpelling(argv);
	const words = await readWords(argv, given);
	if (words.has('help')) {
		return {command: 'help'};
	}

	if (words.has('version')) {
		return {command: 'version'};
	}

	const [command, ...rest] = words.input;
	switch (command) {
		case undefined: {
			checkTaken('monitor', given);
			return {command: 'monitor', options: readOptions(words, environment)};
		}

		case 'list': {
			checkTaken('list', given);
			return {command: 'list', options: readListOptions(rest, words, environment)};
		}

		default: {
			throw new UsageError(`unknown command ${quote(command)}; there is ${commands.map(({usage}) => usage).join(' and ')}`);
		}
	}
}

async function readWords(argv: readonly string[], given: ReadonlySet<KnownFlag>): Promise<Words> {
	if (argv.length === 0) {
		// The monitor's usual start: a third of the time in which Node.js starts goes into loading a parser.
		return {input: [], has: () => false, values: () => []};
	}

	const {default: meow} = await import('meow');
	const {input, flags} = meow({
		importMeta: import.meta,
		pkg: packageJson,
		argv: keepQuotes(argv),
		autoHelp: false,
		autoVersion: false,
		// No defaults, so that "not given" can be told.
		flags: Object.fromEntries(allFlags.map(flag => [flag.name.replace(/^no-/, ''), meowFlag(flag)])),
	});
	const names = new Set([...given].map(({name}) => name));
	return {
		input,
		has: name => names.has(name),
		values: name => names.has(name) ? [flags[name]].flat().map(String) : [],
	};
}

/* yargs-parser, inside meow, takes the quotes off `--filter="my app"`, where the shell left them on purpose; not off a word of its own. */
function keepQuotes(argv: readonly string[]): readonly string[] {
	return argv.flatMap(word => {
		const equals = /^--[^=]+=(?=["'])/.exec(word)?.[0];
		return equals === undefined ? [word] : [equals.slice(0, -1), word.slice(equals.length)];
	});
}

function meowFlag({value, letter, repeatable = false}: KnownFlag) {
	return {
		...(value === null ? {type: 'boolean'} as const : {type: 'string', isMultiple: repeatable} as const),
		...(letter !== undefined && {shortFlag: letter}),
	};
}

function checkTaken(command: CommandName, given: ReadonlySet<KnownFlag>): void {
	for (const flag of given) {
		if (!flag.commands.includes(command)) {
			const right = commands.filter(({name}) => flag.commands.includes(name)).map(({usage}) => usage).join(' and ');
			throw new UsageError(`--${flag.name} is not for ${command === 'monitor' ? 'the monitor' : `portop ${command}`}; it belongs to ${right}`);
		}
	}
}

function readOptions(words: Words, environment: Environment): Options {
	const [interval] = words.values('interval');
	const [source] = words.values('source');
	const [filter = ''] = words.values('filter');
	const watchedPorts = parsePorts(words.values('port'));
	checkFilter(filter);
	return {
		source: source === undefined ? 'auto' : parseSource(source),
		intervalSeconds: interval === undefined ? 1 : parseInterval(interval),
		watchedPorts,
		filter: joinFilters(formatPorts(watchedPorts), filter),
		numeric: words.has('numeric'),
		utc: words.has('utc'),
		color: !words.has('no-color') && (environment['NO_COLOR'] ?? '') === '',
	};
}

function readListOptions([view = 'connections', ...superfluous]: readonly string[], words: Words, environment: Environment): ListOptions {
	if (!isView(view)) {
		throw new UsageError(`portop list: unknown view ${quote(view)}; there is ${views.join(', ')}`);
	}

	if (superfluous[0] !== undefined) {
		throw new UsageError(`portop list ${view}: unexpected ${quote(superfluous[0])}; ports go after --port, a filter after --filter`);
	}

	if (view !== 'connections' && words.has('udp')) {
		throw new UsageError(`--udp is for portop list connections; ${view} always have UDP's`);
	}

	return {
		...readOptions(words, environment),
		view,
		// A document per line is what a watch prints.
		json: words.has('json') || words.has('watch'),
		watch: words.has('watch'),
		udp: words.has('udp'),
	};
}

function isView(word: string): word is ViewName {
	return (views as readonly string[]).includes(word);
}

function checkFilter(source: string): void {
	if (source === '') {
		return;
	}

	const names = new Names();
	const parsed = parseFilter(source, {servicePort: name => names.port(name)});
	if (!parsed.ok) {
		throw new UsageError(`--filter: ${formatFilterError(source, parsed.error)}`);
	}
}

/** Both must match; an empty one matches everything. */
function joinFilters(ports: string, filter: string): string {
	return ports === '' || filter === '' ? `${ports}${filter}` : `${ports} and (${filter})`;
}
