/* The completions are those of the program's tables, and do in the shells what they are for. */
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {completions, withCompletionTables} from '../../../scripts/completions.ts';
import {commandNames, type CommandName} from '../../../source/cli/flags/commands.ts';
import {oppositeOf, type Flag} from '../../../source/cli/flags/flag.ts';
import {allFlags, flagsOf} from '../../../source/cli/flags/flags.ts';
import {listedViews} from '../../../source/model/snapshot.ts';
import {root} from '../../helpers/portop.ts';
import {requires} from '../../helpers/requirements.ts';
import {shells, type CompletingShell} from '../../helpers/completing-shells.ts';

const host = 'known-host.example';

for (const [name, tables] of Object.entries(completions)) {
	test(`docs/completions/${name} has the program's flags (npm run readme)`, async () => {
		const completion = await readFile(path.join(root, 'docs/completions', name), 'utf8');
		assert.equal(completion, withCompletionTables(completion, tables));
	});
}

for (const {name: shellName, requirements, describes, seesBehind, start} of shells) {
	describe(shellName, requires(requirements), () => {
		let shell: CompletingShell;

		before(async () => {
			shell = await start(host);
		});

		after(async () => {
			await shell[Symbol.asyncDispose]();
		});

		const words = async (line: string, behind = '') => {
			const offers = await shell.offers(line, behind);
			return offers.map(({word}) => word).toSorted();
		};

		for (const command of commandNames) {
			test(`${typed(command)} -: its flags and no others`, async () => {
				assert.deepEqual(await words(`${typed(command)} -`), spellings(flagsOf(command)));
			});
		}

		test('each command, and the second words of those that are two', async () => {
			assert.deepEqual(await words('portop '), [...new Set(commandNames.filter(command => command !== 'monitor').map(command => command.split(' ', 1)[0]!))].toSorted());
			assert.deepEqual(await words('portop che'), ['check']);
			assert.deepEqual(await words('portop check '), ['connections', 'ping', 'port']);
			assert.deepEqual(await words('portop check p'), ['ping', 'port']);
			assert.deepEqual(await words('portop list '), listedViews.toSorted());
		});

		test('nothing where nothing can come', async () => {
			for (const line of ['portop list ports ', 'portop serve ', 'portop config ', 'portop check connections ', 'portop check port 2', 'portop foo ', 'portop foo -', 'portop check foo -']) {
				assert.deepEqual(await words(line), [], line);
			}
		});

		test('behind check alone: what every check takes', async () => {
			const flags = flagsOf('check port').filter(flag => flag.commands.includes('check ping') && flag.commands.includes('check connections'));
			assert.deepEqual(await words('portop check -'), spellings(flags));
		});

		test('the values of flags that have few', async () => {
			for (const {name, choices = [], commands} of allFlags) {
				for (const command of choices.length === 0 ? [] : commands) {
					assert.deepEqual(await words(`${typed(command)} --${name} `), choices.toSorted(), `${command} --${name}`);
					const joined = await words(`${typed(command)} --${name}=${choices[0]![0]!}`);
					assert.deepEqual(joined.map(word => word.replace(/^--.*=/, '')), choices.filter(choice => choice.startsWith(choices[0]![0]!)).toSorted(), `${command} --${name}=`);
				}
			}
		});

		test('nothing behind flags with another value', async () => {
			for (const {name, letter, value, choices, takesFile, commands} of allFlags) {
				if (value !== null && choices === undefined && takesFile !== true && !['HOST', 'TARGET'].includes(value)) {
					const line = typed(commands[0]!);
					assert.deepEqual(await words(`${line} --${name} `), [], `--${name}`);
					assert.deepEqual(letter === undefined ? [] : await words(`${line} -${letter} `), [], `-${letter}`);
				}
			}

			assert.deepEqual(await words('portop check port --duration '), []);
		});

		test('the names of files', async () => {
			for (const line of ['portop config --config RE', 'portop config --config=RE', 'portop check ping --plugin-config RE', 'portop replay RE']) {
				const completed = `${line}ADME.md`;
				assert.equal(await shell.complete(line, completed), completed);
			}
		});

		test('hosts', async () => {
			for (const line of ['portop probe known', 'portop probe 192.0.2.9 known', 'portop check ping known', 'portop check port 22 --host known', 'portop serve --probe known']) {
				assert.deepEqual(await words(line), [host], line);
			}

			assert.deepEqual(await words(`portop probe ${host}:`), []);
		});

		test('a flag before the command, and its value', async () => {
			assert.deepEqual(await words('portop --json li'), ['list']);
			assert.deepEqual(await words('portop --interval 5 pro'), ['probe']);
			assert.deepEqual(await words('portop --filter=list pro'), ['probe']);
			assert.deepEqual(await words('portop --probe icmp://a --alert \'closeWait > 1 where port:22\' --no-bell ser'), ['serve']);
			assert.deepEqual(await words('portop --source proc check po'), ['port']);
			assert.deepEqual(await words('portop --format json check connections --conn-t'), ['--conn-type']);
		});

		test('a flag once, whatever its spelling, unless it may be repeated', async () => {
			const every = ['--help', '--interval', '--json', '--no-numeric', '--numeric', '--port', '--source'];
			const without = (...given: readonly string[]) => every.filter(word => !given.includes(word));
			const offered = async (line: string) => {
				const flags = await words(`${line} --`);
				return flags.filter(word => every.includes(word));
			};

			assert.deepEqual(await offered('portop list'), every);
			assert.deepEqual(await offered('portop list --json'), without('--json'));
			assert.deepEqual(await offered('portop list --source=proc ports'), without('--source'));
			assert.deepEqual(await offered('portop --source proc list'), without('--source'));
			assert.deepEqual(await offered('portop list -i 5'), without('--interval'));
			assert.deepEqual(await offered('portop list --no-numeric'), without('--numeric', '--no-numeric'));
			assert.deepEqual(await offered('portop list --port 22 --port 23'), every);
			assert.deepEqual(await words('portop check port --duration 3 --wi'), []);
			assert.deepEqual(await words('portop check port --plugin_version=3 --plugin-v'), []);
		});

		test('behind -- no flags', async () => {
			assert.deepEqual(await words('portop -- li'), ['list']);
			assert.deepEqual(await words('portop list -- '), listedViews.toSorted());
			assert.deepEqual(await words('portop list -- --'), []);
		});

		test('the words behind the cursor count, where the shell shows them', async () => {
			assert.deepEqual(await words('portop --j', ' list'), seesBehind ? ['--json'] : []);
			assert.deepEqual(await words('portop --conn-t', ' check connections'), seesBehind ? ['--conn-type'] : []);
		});

		test('what flags and commands are', async () => {
			const said = (description: string) => describes ? description : '';
			for (const command of commandNames) {
				const offers = await shell.offers(`${typed(command)} --`);
				for (const flag of flagsOf(command)) {
					const descriptionOf = (wanted: string) => offers.find(({word}) => word === `--${wanted}`)?.description;
					assert.equal(descriptionOf(flag.name), said(flag.description));
					assert.equal(descriptionOf(oppositeOf(flag)), flag.negatable === true ? said(`the opposite of --${flag.name}`) : undefined);
				}
			}

			assert.deepEqual(await shell.offers('portop li'), [{word: 'list', description: said('one sample; connections as ss -antp')}]);
			assert.deepEqual(await shell.offers('portop che'), [{word: 'check', description: said('port, ping, connections')}]);
		});
	});
}

function typed(command: CommandName): string {
	return command === 'monitor' ? 'portop' : `portop ${command}`;
}

function spellings(flags: readonly Flag[]): readonly string[] {
	return flags.flatMap(flag => [
		...(flag.letter === undefined ? [] : [`-${flag.letter}`]),
		`--${flag.name}`,
		...(flag.negatable === true ? [`--${oppositeOf(flag)}`] : []),
	]).toSorted();
}
