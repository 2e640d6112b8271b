/* What portop reads of the kernel's error counters, against `nstat` and against what really went wrong. */
import assert from 'node:assert/strict';
import {once} from 'node:events';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {errorCatalogue} from '../../source/collectors/error-catalogue.ts';
import {readNetworkCounters} from '../../source/collectors/network-counters.ts';
import {ErrorRows, isQuiet} from '../../source/engine/views/error-rows.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';

const script = path.join(import.meta.dirname, '../helpers/provoke-errors.ts');

/** softnet counts the whole machine, and `nstat` does not know it. */
const names = errorCatalogue.map(({name}) => name).filter(name => !name.startsWith('Softnet'));

type Counts = Readonly<Record<string, number>>;

/** What there is of the wanted counters. */
function pick(values: ReadonlyMap<string, number>): Map<string, number> {
	return new Map(names.flatMap(name => {
		const value = values.get(name);
		return value === undefined ? [] : [[name, value]];
	}));
}

/** The names and values that `nstat -asz` prints, without the rates behind them. */
function parseNstat(text: string): ReadonlyMap<string, number> {
	return new Map(text.split('\n').filter(line => line !== '' && !line.startsWith('#')).map(line => {
		const [name, value] = line.split(/\s+/, 2);
		return [name!, Number(value)];
	}));
}

describe('error counters beside nstat', requires({root: true, tools: ['ip', 'nft', 'nstat']}), () => {
	let namespace: Namespace;
	let procPath: string;

	before(async () => {
		namespace = await createNamespace();
		// Its files in /proc are those of its namespace.
		const resident = namespace.start(['sh', '-c', 'echo here; exec cat']);
		await once(resident.stdout, 'data');
		procPath = `/proc/${resident.pid}`;
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	/** What portop reads; the same as `nstat`, or the test fails. */
	async function read(): Promise<Map<string, number>> {
		for (let attempts = 0; attempts < 20; attempts++) {
			const counts = pick(readNetworkCounters(procPath).value);
			const others = pick(parseNstat(await namespace.run(['nstat', '-asz'])));
			// Only what stands still can be compared.
			const again = pick(readNetworkCounters(procPath).value);
			if (names.every(name => again.get(name) === counts.get(name))) {
				assert.deepEqual(counts, others);
				return counts;
			}
		}

		throw new Error('the counters do not stand still');
	}

	/** Lets something go wrong; what portop's rows show since. */
	async function provoke(name: string): Promise<Counts> {
		const rows = new ErrorRows();
		rows.update(await read(), 0);
		await namespace.run([process.execPath, script, name]);
		const counted = rows.update(await read(), 2000).filter(row => !isQuiet(row));
		for (const {name: counter, perSecond, sinceStart} of counted) {
			assert.equal(perSecond, sinceStart / 2, counter);
		}

		return Object.fromEntries(counted.map(({name: counter, sinceStart}) => [counter, sinceStart]));
	}

	/** Exactly these, and no other. */
	const expected: Readonly<Record<string, Counts>> = {
		'closed-tcp-port': {TcpAttemptFails: 7, TcpOutRsts: 7},
		'closed-udp-port': {
			UdpNoPorts: 9, IcmpInDestUnreachs: 9, IcmpOutDestUnreachs: 9, Udp6NoPorts: 5, Icmp6InDestUnreachs: 5, Icmp6OutDestUnreachs: 5,
		},
		checksums: {
			UdpInErrors: 3, UdpInCsumErrors: 3, TcpInErrs: 6, TcpInCsumErrors: 6,
		},
		resets: {TcpEstabResets: 6, TcpOutRsts: 3, TcpExtTCPAbortOnData: 3},
		'output-rule': {IpOutDiscards: 6},
	};

	for (const [name, counts] of Object.entries(expected)) {
		test(`${name}: ${Object.entries(counts).map(([counter, count]) => `${count} ${counter}`).join(', ')}`, async () => {
			assert.deepEqual(await provoke(name), counts);
		});
	}

	test('accept-queue: an overflow and a drop for each connection too many', async () => {
		const counts = await provoke('accept-queue');
		assert.equal(counts['TcpExtListenOverflows'], 4);
		assert.equal(counts['TcpExtListenDrops'], 4);
	});

	test('receive-buffer: what did not fit, and it is all that UDP has in error', async () => {
		const {UdpRcvbufErrors: lost, UdpInErrors: all, ...others} = await provoke('receive-buffer');
		assert.ok(lost! > 10, String(lost));
		assert.ok(lost! < 50, String(lost));
		assert.equal(all, lost);
		assert.deepEqual(others, {});
	});
});
