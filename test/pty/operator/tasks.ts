import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import process from 'node:process';
import {
	addresses,
	databaseConnections,
	firstLeaked,
	lossOneIn,
	ports,
	slowBacklog,
} from '../../helpers/small-server/plan.ts';
import {absenceSeconds} from '../../../source/model/overview.ts';
import {keys, type Operator} from './operator.ts';
import {hostsOf, lossyTarget, type World} from './world.ts';

export type Task = {
	/** A question or an order, as an operator has it. */
	readonly name: string;
	/** As an ordinary user. */
	readonly unprivileged?: boolean;
	/** Does it from the first screen, and compares the answer with another source. */
	readonly perform: (operator: Operator, world: World) => Promise<void>;
};

/**
The tasks. To come, when the screen can do them: list, edit and remove a rule; the last hour of a port; follow one connection to its end;
search the help.
*/
export const tasks: readonly Task[] = [
	{
		name: 'who holds port 5432',
		async perform(operator, world) {
			operator.press('/');
			operator.type(String(ports.database));
			operator.press(keys.enter);
			const {program, pid} = await operator.read(/^▶ +5432 tcp (?<program>\w+)\((?<pid>\d+)\)/);
			assert.match(await world.ss('-Hltnp', `sport = :${ports.database}`), new RegExp(`"${program!}",pid=${pid!},`));
		},
	},
	{
		name: 'who is connected to port 5432',
		async perform(operator, world) {
			operator.press('/');
			operator.type(String(ports.database));
			operator.press(keys.enter, '4', 'g');
			await operator.see(/Remote host/);
			const hosts = hostsOf(await world.ss('-Htn', 'state', 'established', `sport = :${ports.database}`));
			assert.deepEqual(hosts.keys().toArray().toSorted(), [...addresses.applications]);
			for (const [host, count] of hosts) {
				const {connections} = await operator.read(new RegExp(String.raw`^▶?\s*${RegExp.escape(host)} +(?<connections>\d+) `));
				assert.equal(Number(connections), count);
			}
		},
	},
	{
		name: 'the busiest port now',
		async perform(operator) {
			// Below those with alerts, which come first.
			await operator.see(screen => /^\D+443 tcp webd/.test(unflagged(screen)[0] ?? ''));
		},
	},
	{
		name: 'the busiest port over ten minutes',
		async perform(operator) {
			// There are rates from the second sample on.
			await operator.see(screen => /^\D+443 tcp webd/.test(unflagged(screen)[0] ?? ''));
			operator.press('2', 's');
			operator.type('all');
			operator.press(keys.enter);
			await operator.see(/▼All 10m/);
			await operator.see(/▶[ !]+443 tcp .*webd/);
		},
	},
	{
		name: 'sort by Queue',
		async perform(operator) {
			operator.press('2', 's');
			operator.type('queue');
			operator.press(keys.enter);
			await operator.see(/▼Queue/);
			await operator.see(/▶[ !]+9000 tcp .*slowd/);
		},
	},
	{
		name: 'choose columns',
		async perform(operator) {
			await operator.see(/Port +Process +(?:Address +)?Conns/);
			operator.press('C', 'j', ' ', keys.enter);
			await operator.see(/Port +(?:Address +)?Conns/);
		},
	},
	{
		name: 'where loss is, and since when',
		async perform(operator) {
			await operator.see(new RegExp(String.raw`${RegExp.escape(lossyTarget)}: \d+ % loss`));
			operator.press('8');
			const {since, percent} = await operator.read(new RegExp(String.raw`^[▶! ]+(?<since>\d\d:\d\d:\d\d) +WARNING +${RegExp.escape(lossyTarget)} +(?<percent>\d+) % loss`));
			assert.ok(Math.abs(Number(percent) - (100 / lossOneIn)) <= 3, percent);
			assert.match(since!, /^\d\d:\d\d:\d\d$/);
		},
	},
	{
		name: 'the leak',
		async perform(operator, world) {
			await operator.see(/8080 leakd: CLOSE-WAIT \d+/);
			const before = await leaks(world);
			const {count} = await operator.read(/8080 tcp leakd\(\d+\) [^/]* (?<count>\d+) +0\/128 .* \k<count> /);
			// Nobody closes one; what the screen shows may be a sample or two old.
			assert.ok(Number(count) >= Math.max(firstLeaked, before - 5), `${count!}, before ${before}`);
			assert.ok(Number(count) <= await leaks(world), `${count!}, before ${before}`);
		},
	},
	{
		name: 'the full queue',
		async perform(operator) {
			await operator.see(new RegExp(String.raw`CRIT 9000 slowd: accept queue ${slowBacklog + 1}/${slowBacklog} full, [\d.]+ drops/s`));
			const {drops} = await operator.read(new RegExp(String.raw`9000 tcp slowd\(\d+\) .* ${slowBacklog + 1}/${slowBacklog} +(?<drops>[\d.]+k?) `));
			assert.notEqual(drops, '0');
		},
	},
	{
		name: 'filter: only the established connections of one program',
		async perform(operator) {
			operator.press('3', '/');
			operator.type('process:pgdb state:established');
			operator.press(keys.enter);
			await operator.see(new RegExp(`Conn(?:ection)?s ${databaseConnections}/`));
			await operator.see(screen => screen.filter(line => line.includes('ESTAB')).every(line => line.includes('pgdb(')));
		},
	},
	{
		name: 'end a program',
		async perform(operator, world) {
			const port = 7777;
			const {pid, ended} = await world.startVictim(port);
			operator.press('/');
			operator.type(String(port));
			operator.press(keys.enter);
			await operator.see(new RegExp(String.raw`▶ +${port} tcp victimd\(${pid}\)`));
			operator.press('K');
			await operator.see(new RegExp(`End a process[^]*victimd, pid ${pid},`));
			operator.press('y');
			await ended;
			await operator.see(screen => screen.every(line => !line.includes(`victimd(${pid})`) || line.includes('✝')) || /ended|SIGTERM/.test(screen.at(-1) ?? ''));
		},
	},
	{
		name: 'copy the address of a port',
		async perform(operator) {
			operator.press('/');
			operator.type(String(ports.web));
			operator.press(keys.enter);
			await operator.see(/▶ +443 tcp/);
			operator.press('y');
			await operator.see(() => copied(operator) !== null);
			assert.match(copied(operator)!, /:443$/);
		},
	},
	{
		name: 'set a rule',
		async perform(operator) {
			operator.press('A');
			await operator.see(/Alert when: \w/);
			operator.press(keys.eraseLeft, keys.eraseRight);
			await operator.see(/Alert when: *$/m);
			operator.type(`connections > 30 where sport:${ports.database}`);
			operator.press(keys.enter);
			await operator.see(/Rule added/);
			await operator.see(/! {1,2}5432 tcp pgdb/);
		},
	},
	{
		name: 'connections by process',
		async perform(operator) {
			operator.press('4');
			const {connections} = await operator.read(/^▶? *pgdb\(\d+\) +(?:root +– +)?(?<connections>\d+) /);
			assert.equal(Number(connections), databaseConnections);
		},
	},
	{
		name: 'connections by remote host',
		async perform(operator) {
			operator.press('4', 'g');
			for (const host of addresses.applications) {
				const {connections} = await operator.read(new RegExp(String.raw`^▶?\s*${RegExp.escape(host)} +(?<connections>\d+) `));
				assert.equal(Number(connections), databaseConnections / 2);
			}
		},
	},
	{
		name: 'what happened while the operator was away',
		async perform(operator, world) {
			const cursor = (screen: readonly string[]) => screen.find(line => line.includes('▶'))?.split(' tcp ', 1)[0];
			// Of what happened since the start nothing is said in one line.
			const started = clockOf(operator.screen);
			const before = cursor(await operator.see(screen => secondsBetween(started, clockOf(screen)) > 1));
			operator.press('j');
			const left = clockOf(await operator.see(screen => cursor(screen) !== before));
			// After the sample that shows what was there when the operator left.
			await operator.see(screen => clockOf(screen) !== left);
			const {pid, ended} = await world.startVictim(7778);
			await operator.see(screen => secondsBetween(left, clockOf(screen)) > absenceSeconds + 2);
			operator.press('k');
			await operator.see(/Since you looked, 1m ago[\s\S]* 1 port opened/);
			process.kill(pid);
			await ended;
		},
	},
	{
		name: 'as an ordinary user: every port and its connections, and what is missing',
		unprivileged: true,
		async perform(operator) {
			const {connections} = await operator.read(/5432 tcp \? .*? (?<connections>\d+) +0\/\d+ /);
			assert.equal(Number(connections), databaseConnections);
			await operator.see(/9000 slowd|9000 \?|9000.*accept queue/);
		},
	},
];

/** The rows of the ports without an alert. */
function unflagged(screen: readonly string[]): readonly string[] {
	return screen.map(line => line.replace(/^│ /, '')).filter(line => /^[ ▶]{2}[\d ]{5} (?:tcp|udp) /.test(line));
}

/** The seconds since midnight of the clock in the first line. */
function clockOf([header = '']: readonly string[]): number {
	const [, hours, minutes, seconds] = /(\d\d):(\d\d):(\d\d) UTC/.exec(header) ?? [];
	return (Number(hours) * 3600) + (Number(minutes) * 60) + Number(seconds);
}

/** From one time of day to a later one, over midnight, too. */
function secondsBetween(from: number, to: number): number {
	return (to - from + 86_400) % 86_400;
}

async function leaks(world: World): Promise<number> {
	const text = await world.ss('-Htn', 'state', 'close-wait', `sport = :${ports.leak}`);
	return text.trimEnd().split('\n').length;
}

/** The text that the terminal was asked to copy last (OSC 52). */
function copied({output}: Operator): string | null {
	const encoded = output.matchAll(/\]52;c;(?<text>[\w+/=]+)/g).map(match => match.groups!['text']!).toArray().at(-1);
	return encoded === undefined ? null : Buffer.from(encoded, 'base64').toString();
}
