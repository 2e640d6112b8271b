import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import fs from 'node:fs/promises';
import path from 'node:path';
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
import {ruleTasks} from './rule-tasks.ts';
import type {Task} from './task.ts';
import {
	bytesByPort,
	hostsOf,
	lossyTarget,
	type World,
} from './world.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** Established connections, each in a line, with the kernel's counters. */
const withCounters = ['-HtniO', 'state', 'established'] as const;

/** The tasks: each in at most `maxKeys` keys besides what is typed, in either size. */
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
		async perform(operator, world) {
			const before = bytesByPort(await world.ss(...withCounters));
			const started = clockOf(operator.screen);
			// Rates are averages of five seconds. The first row is below those with alerts, which come first.
			const screen = await operator.see(lines => secondsBetween(started, clockOf(lines)) >= 5 && firstUnflagged(lines) !== null);
			const moved = [...bytesByPort(await world.ss(...withCounters))].map(([port, bytes]) => [bytes - (before.get(port) ?? bytes), port] as const);
			const [[, busiest]] = moved.toSorted(([one], [other]) => other - one) as [readonly [number, number]];
			assert.equal(firstUnflagged(screen), busiest);
		},
	},
	{
		name: 'the busiest port over ten minutes',
		async perform(operator) {
			// There are rates from the second sample on.
			await operator.see(screen => firstUnflagged(screen) === ports.web);
			operator.press('2', 's');
			operator.type('all');
			operator.press(keys.enter);
			await operator.see(/▼All 10m/);
			await operator.see(/▶[ !]+443 tcp .*webd/);
		},
	},
	{
		name: 'the last hour of port 443',
		async perform(operator, world) {
			const sent = async () => bytesByPort(await world.ss(...withCounters)).get(ports.web) ?? 0;
			const before = await sent();
			const from = performance.now();
			operator.press('/');
			operator.type(String(ports.web));
			operator.press(keys.enter, 'z', 'z');
			await operator.see(/443 in b\/s, 1 h|443\/tcp webd[\s\S]*in b\/s, 1 h/);
			const drawn = clockOf(operator.screen);
			await operator.see(screen => secondsBetween(drawn, clockOf(screen)) > 2);
			const bitsPerSecond = (await sent() - before) * 8000 / (performance.now() - from);
			// The next sample ends after the measurement.
			const measured = clockOf(operator.screen);
			await operator.see(screen => secondsBetween(measured, clockOf(screen)) > 1);
			const {peak} = await operator.read(/out b\/s, 1 h, peak (?<peak>[\d.]+[Mk]?)/);
			// A peak is at least the average, and what is shown has two digits; its seconds are those of a sample.
			assert.ok(bits(peak!) >= bitsPerSecond * 0.9, `peak ${peak!}, average ${bitsPerSecond}`);
		},
	},
	{
		name: 'follow one connection to its end',
		async perform(operator, world) {
			const visit = await world.startVisit();
			operator.press('3', '/');
			operator.type(`dport:${visit.port}`);
			operator.press(keys.enter);
			await operator.see(new RegExp(`▶ (?:tcp +)?ESTAB .*:${visit.port} `));
			operator.press(keys.enter);
			await operator.see(new RegExp(String.raw`${addresses.server}:${ports.queue} ↔ .*:${visit.port}[\s\S]*ESTAB`));
			const opened = clockOf(operator.screen);
			await operator.see(screen => secondsBetween(opened, clockOf(screen)) > 2);
			const {seconds, sent, received} = await visit.finish();
			await operator.see(/How +closed by the peer/);
			const {age, unit} = await operator.read(/Was there for +(?<age>\d+)(?<unit>[ms])/);
			const {bytes: arrived} = await operator.read(/Received +(?<bytes>\d+) bytes/);
			const {bytes: left} = await operator.read(/Sent +(?<bytes>\d+) bytes/);
			assert.deepEqual([Number(arrived), Number(left)], [sent, received]);
			// A connection is first seen, and seen to be gone, up to a sample late; of minutes there are no seconds.
			const shown = Number(age) * (unit === 'm' ? 60 : 1);
			assert.ok(shown >= seconds - (unit === 'm' ? 60 : 3), `${shown} s of ${seconds}`);
			assert.ok(shown <= seconds + 3, `${shown} s of ${seconds}`);
		},
	},
	{
		name: 'search the help',
		async perform(operator) {
			operator.press('?', '/');
			operator.type('clipboard');
			operator.press(keys.enter);
			// The documentation has the same words.
			const documented = /^\| `(?<key>\S+)` \| (?<meaning>.*clipboard.*) \|$/m.exec(await fs.readFile(path.join(root, 'docs/keys.md'), 'utf8'))!.groups!;
			const screen = await operator.see(lines => lines.some(line => line.includes('clipboard')) && lines.every(line => !line.includes('Filter; a number is a port')));
			const text = screen.join(' ').replaceAll(/\s+/g, ' ');
			assert.ok(text.includes(` ${documented['key']!} ${documented['meaning']!}`), text);
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
			const [header] = await operator.see(new RegExp(String.raw`${RegExp.escape(lossyTarget)}: [\d.]+ % loss`));
			operator.press('8');
			const {since, percent} = await operator.read(new RegExp(String.raw`^[▶! ]+(?<since>\d\d:\d\d:\d\d) +WARNING +${RegExp.escape(lossyTarget)} +(?<percent>[\d.]+) % loss`));
			assert.ok(Math.abs(Number(percent) - (100 / lossOneIn)) <= 3, percent);
			// Probes are lost from the first one on: since the monitor began, and not later than it was on the screen.
			const after = secondsBetween(secondsOf(operator.startedAt), secondsOf(since!));
			assert.ok(after <= secondsBetween(secondsOf(operator.startedAt), secondsOf(header!)), `${after} s after ${operator.startedAt}`);
		},
	},
	{
		name: 'the leak',
		async perform(operator, world) {
			await operator.see(/! +8080 tcp leakd/);
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
			const {port, pid, ended} = await world.startVictim();
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
	...ruleTasks,
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
		name: 'as an ordinary user: every port and its connections, and what is missing',
		unprivileged: true,
		async perform(operator) {
			const {connections} = await operator.read(/5432 tcp \? .*? (?<connections>\d+) +0\/\d+ /);
			assert.equal(Number(connections), databaseConnections);
			await operator.see(/9000.*: accept queue/);
			await operator.see(/run as root to see owners/);
		},
	},
];

/** Takes the minute that the operator is away: done at the side. */
export const absenceTasks: readonly Task[] = [
	{
		name: 'what happened while the operator was away',
		isWithoutProbes: true,
		async perform(operator, world) {
			const cursor = (screen: readonly string[]) => screen.find(line => line.includes('▶'))?.split(' tcp ', 1)[0];
			// Of what happened since the start nothing is said in one line.
			const started = clockOf(operator.screen);
			const before = cursor(await operator.see(screen => secondsBetween(started, clockOf(screen)) > 1));
			operator.press('j');
			const left = clockOf(await operator.see(screen => cursor(screen) !== before));
			// After the sample that shows what was there when the operator left.
			await operator.see(screen => clockOf(screen) !== left);
			const {pid, ended} = await world.startVictim();
			await operator.see(screen => secondsBetween(left, clockOf(screen)) > absenceSeconds + 2);
			operator.press('k');
			await operator.see(/Since you looked, 1m ago[\s\S]* \d ports? opened/);
			process.kill(pid);
			await ended;
		},
	},
];

/** The rows of the ports without an alert. */
function unflagged(screen: readonly string[]): readonly string[] {
	return screen.map(line => line.replace(/^│ /, '')).filter(line => /^[ ▶]{2}[\d ]{5} (?:tcp|udp) /.test(line));
}

function firstUnflagged(screen: readonly string[]): number | null {
	const [first] = unflagged(screen);
	return first === undefined ? null : Number(/\d+/.exec(first)![0]);
}

/** Returns the bits that a short number on the screen means. */
function bits(text: string): number {
	const factors = {k: 1e3, M: 1e6} as const;
	const unit = text.at(-1)!;
	return Number(text.replace(/[Mk]$/, '')) * (unit === 'k' || unit === 'M' ? factors[unit] : 1);
}

/** The seconds since midnight of the clock in the first line. */
function clockOf([header = '']: readonly string[]): number {
	return secondsOf(header);
}

/** The seconds since midnight of the first time of day in a text. */
function secondsOf(text: string): number {
	const [, hours, minutes, seconds] = /(\d\d):(\d\d):(\d\d)/.exec(text) ?? [];
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
