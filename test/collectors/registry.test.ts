import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Sources} from '../../source/collectors/registry.ts';
import {SocketTable} from '../../source/collectors/socket-table.ts';
import {openSocketCollector} from '../../source/collectors/sockets.ts';
import {attempt, PolledSource} from '../../source/collectors/source.ts';
import {run} from '../builders/socket-table.ts';

const options = {
	procPath: '/nonexistent', socketMethod: 'proc', openSockets: openSocketCollector, countsBetweenSamples: false, now: () => 0,
} as const;

test('sources that cannot be read are statuses, in the order of the registry', () => {
	const sources = new Sources(options);
	const table = new SocketTable();
	table.add();
	assert.equal(run(sources.open.sockets.collect(table)).state, 'failed');
	assert.equal(table.count, 0);
	sources.open.processes.refreshProcesses();
	sources.read();
	assert.deepEqual(sources.statuses.map(({name, state}) => [name, state]), [
		['sockets', 'failed'],
		['processes', 'failed'],
		['interfaces', 'failed'],
		['counters', 'failed'],
		['uptime', 'failed'],
	]);
	sources.close();
});

test('what comes and goes between samples is read where that is wanted', () => {
	const sources = new Sources({...options, countsBetweenSamples: true});
	assert.deepEqual(sources.statuses.map(({name}) => name), ['processes', 'destroyed sockets', 'packets']);
	sources.close();
});

test('a source that is polled has the last value, and says nothing before the first', () => {
	const lines = ['one', undefined];
	const source = new PolledSource(() => attempt('file', () => {
		const line = lines.shift();
		if (line === undefined) {
			throw new Error('it is gone');
		}

		return line;
	}));
	assert.deepEqual([source.value, source.status], [null, null]);
	source.read();
	assert.deepEqual([source.value, source.status?.state], ['one', 'ok']);
	source.read();
	assert.deepEqual([source.value, source.status?.problem], [null, 'it is gone']);
});
