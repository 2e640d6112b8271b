import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {parse, TomlError} from 'smol-toml';
import {withColumns} from '../../../source/cli/config/edit-columns.ts';
import {configExample} from '../../../source/cli/config/config-example.ts';

const edited = (source: string, columns: readonly string[] | null = ['port', 'rtt']) => withColumns(source, 'ports', columns, parse);

const cases: ReadonlyArray<readonly [name: string, before: string, after: string]> = [
	['an empty file', '', '[views.ports]\ncolumns = ["port", "rtt"]\n'],
	['a file without views', '# mine\nutc = true\n', '# mine\nutc = true\n\n[views.ports]\ncolumns = ["port", "rtt"]\n'],
	['a file that does not end with a line end', 'utc = true', 'utc = true\n\n[views.ports]\ncolumns = ["port", "rtt"]\n'],
	['a table without columns', '[views.ports] # mine\nsort = "rtt" # too\n[keys]\n', '[views.ports] # mine\ncolumns = ["port", "rtt"]\nsort = "rtt" # too\n[keys]\n'],
	['a table at the end of the file', '[views.ports]', '[views.ports]\ncolumns = ["port", "rtt"]\n'],
	['a table with columns', '[views.ports]\n  columns = ["user"] # mine\nsort = "rtt"\n', '[views.ports]\n  columns = ["port", "rtt"] # mine\nsort = "rtt"\n'],
	['comments among the columns', '[views.ports]\ncolumns = [\n\t"user", # who\n\t\'#x\', # where\n]\n', '[views.ports]\n# who\n# where\ncolumns = ["port", "rtt"]\n'],
	['another view', '[views.states]\nsort = "state"\n', '[views.states]\nsort = "state"\n\n[views.ports]\ncolumns = ["port", "rtt"]\n'],
	['the same words elsewhere', 'filter = "[views.ports]"\n# [views.ports]\n# columns = []\n', 'filter = "[views.ports]"\n# [views.ports]\n# columns = []\n\n[views.ports]\ncolumns = ["port", "rtt"]\n'],
	['quoted keys', '[ "views" . \'ports\' ]\n"columns" = []\n', '[ "views" . \'ports\' ]\n"columns" = ["port", "rtt"]\n'],
	['dotted keys', 'views.ports.columns = ["user"]\n', 'views.ports.columns = ["port", "rtt"]\n'],
	['dotted keys without columns', 'views.ports.sort = "rtt"\n[keys]\n', 'views.ports.columns = ["port", "rtt"]\nviews.ports.sort = "rtt"\n[keys]\n'],
	['dotted keys in a table', '[views]\nports.sort = "rtt"\n', '[views]\nports.columns = ["port", "rtt"]\nports.sort = "rtt"\n'],
	['an inline table', 'views = {ports = {sort = "rtt"}} # mine\n', 'views = {ports = {columns = ["port", "rtt"], sort = "rtt"}} # mine\n'],
	['an inline table with columns', '[views]\nports = {columns = ["a"], sort = "rtt"}\n', '[views]\nports = {columns = ["port", "rtt"], sort = "rtt"}\n'],
	['an empty inline table', 'views = { }\n', 'views = {ports.columns = ["port", "rtt"] }\n'],
	['line ends of Windows', '[views.ports]\r\nsort = "rtt"\r\n', '[views.ports]\r\ncolumns = ["port", "rtt"]\r\nsort = "rtt"\r\n'],
	['a table between others', '[[alert]]\nwhen = "connections > 5"\n[views.ports]\n[[alert]]\nwhen = "connections > 6"\n', '[[alert]]\nwhen = "connections > 5"\n[views.ports]\ncolumns = ["port", "rtt"]\n[[alert]]\nwhen = "connections > 6"\n'],
];

describe('the columns of a view are written into a configuration file', () => {
	for (const [name, before, after] of cases) {
		it(name, () => {
			assert.equal(edited(before), after);
			assert.equal(edited(after), after, 'once more changes nothing');
		});
	}

	it('the example, whose keys are all comments', () => {
		const example = configExample('schema.json');
		const after = edited(example);
		assert.ok(after?.startsWith(example));
		assert.deepEqual(parse(after ?? ''), parse('[views.ports]\ncolumns = ["port", "rtt"]'));
	});

	it('and taken out of it', () => {
		assert.equal(edited('utc = true\n', null), 'utc = true\n');
		assert.equal(edited('[views.ports]\ncolumns = ["user"]\nsort = "rtt"\n', null), '[views.ports]\nsort = "rtt"\n');
		assert.equal(edited('[views.ports]\n  columns = ["user"] # mine\nsort = "rtt"\n', null), '[views.ports]\n# mine\nsort = "rtt"\n');
		assert.equal(edited('[views]\nports = {columns = ["a"], sort = "rtt"}\n', null), '[views]\nports = {sort = "rtt"}\n');
		assert.equal(edited('[views]\nports = {sort = "rtt", columns = ["a"]}\n', null), '[views]\nports = {sort = "rtt" }\n');
		assert.equal(edited('[views.ports]\ncolumns = [\n  "a", # one\n]', null), '[views.ports]\n# one\n');
	});

	it('not where something else would change', () => {
		assert.equal(edited('views = 5\n'), null);
		assert.throws(() => edited('utc = \n'), TomlError);
	});
});
