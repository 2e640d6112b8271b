import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {
	countStates,
	FilteredStates,
	StateRows,
	totalsByProtocol,
	totalsByState,
} from '../../../source/engine/views/state-counts.ts';
import {socketStates, type Protocol, type SocketState} from '../../../source/model/socket.ts';
import {tableOf} from '../../builders/socket-table.ts';

/** A table of so many sockets. */
function tableWith(...groups: ReadonlyArray<readonly [Protocol, SocketState, number]>) {
	const sockets = groups.flatMap(([protocol, state, count]) => Array.from({length: count}, (_, index) => ({cookie: index, protocol, state})));
	const table = tableOf(sockets);
	table.liveCount = table.count;
	return table;
}

describe('the counts of sockets by state and protocol', () => {
	const table = tableWith(['tcp', 'ESTABLISHED', 3], ['tcp6', 'ESTABLISHED', 1], ['udp', 'CLOSED', 2], ['udp6', 'ESTABLISHED', 1]);

	it('add up by state', () => {
		assert.deepEqual(totalsByState(countStates(table, undefined)), {
			...Object.fromEntries(socketStates.map(state => [state, 0])), ESTABLISHED: 5, CLOSED: 2,
		});
	});

	it('add up by protocol', () => {
		assert.deepEqual(totalsByProtocol(countStates(table, undefined)), {
			tcp: 3, tcp6: 1, udp: 2, udp6: 1,
		});
	});

	it('are those of the rows that match and have not vanished', () => {
		assert.equal(totalsByState(countStates(table, row => row > 0)).ESTABLISHED, 4);
		const fading = tableWith(['tcp', 'ESTABLISHED', 3]);
		fading.liveCount = 2;
		assert.equal(totalsByState(countStates(fading, undefined)).ESTABLISHED, 2);
	});
});

describe('the rows of the States view', () => {
	it('are none before the first sample, then one for each state in its order', () => {
		const states = new StateRows();
		assert.deepEqual(states.rows, []);
		states.update(countStates(tableWith(), undefined));
		assert.deepEqual(states.rows.map(({state}) => state), socketStates);
	});

	it('have no count where Linux cannot show the state', () => {
		const states = new StateRows();
		states.update(countStates(tableWith(), undefined));
		const zeros = Object.fromEntries(states.rows.map(({state, counts}) => [state, Object.entries(counts).filter(([, count]) => count === 0).map(([protocol]) => protocol).join(' ')]));
		assert.deepEqual(zeros, {
			...Object.fromEntries(socketStates.map(state => [state, 'tcp tcp6'])),
			ESTABLISHED: 'tcp tcp6 udp udp6',
			CLOSED: 'tcp tcp6 udp udp6',
			IDLE: '',
		});
	});

	it('compare with the sample before', () => {
		const states = new StateRows();
		states.update(countStates(tableWith(['tcp', 'ESTABLISHED', 5], ['udp', 'ESTABLISHED', 1]), undefined));
		assert.deepEqual(states.rows[1], {
			state: 'ESTABLISHED',
			counts: {
				tcp: 5, tcp6: 0, udp: 1, udp6: 0,
			},
			changes: {
				tcp: null, tcp6: null, udp: null, udp6: null,
			},
			total: 6,
			totalChange: null,
		});
		states.update(countStates(tableWith(['tcp', 'ESTABLISHED', 2], ['tcp6', 'ESTABLISHED', 1], ['udp', 'ESTABLISHED', 1]), undefined));
		assert.deepEqual(states.rows[1], {
			state: 'ESTABLISHED',
			counts: {
				tcp: 2, tcp6: 1, udp: 1, udp6: 0,
			},
			changes: {
				tcp: -3, tcp6: 1, udp: 0, udp6: 0,
			},
			total: 4,
			totalChange: -2,
		});
		assert.deepEqual(states.rows[0]?.changes, {
			tcp: 0, tcp6: 0, udp: null, udp6: null,
		});
	});
});

/** A sample of so many established connections to port 80, and a listener. */
function sampleOf(connections: number) {
	const table = tableOf([
		{cookie: 1, state: 'LISTEN', localPort: 80},
		...Array.from({length: connections}, (_, index) => ({cookie: index + 2, state: 'ESTABLISHED', localPort: 80} as const)),
	]);
	table.liveCount = table.count;
	const all = new StateRows();
	all.update(countStates(table, undefined));
	return {table, sampledAt: 1000, states: all.rows};
}

describe('the states under a filter', () => {
	const isOdd = () => (row: number) => row % 2 === 1;
	const established = (filtered: FilteredStates, ...asked: Parameters<FilteredStates['rows']>) => {
		const {total, totalChange} = filtered.rows(...asked).find(({state}) => state === 'ESTABLISHED')!;
		return {total, totalChange};
	};

	it('are those of the sample without one', () => {
		const sample = sampleOf(3);
		assert.equal(new FilteredStates(null).rows(sample, '', isOdd), sample.states);
	});

	it('count what matches, with a change from when the filter was set', () => {
		const filtered = new FilteredStates(null);
		assert.deepEqual(established(filtered, sampleOf(3), 'odd', isOdd), {total: 2, totalChange: null});
		assert.deepEqual(established(filtered, sampleOf(7), 'odd', isOdd), {total: 4, totalChange: 2});
		assert.deepEqual(established(filtered, sampleOf(7), 'even', () => row => row % 2 === 0), {total: 3, totalChange: null});
	});

	it('are counted once per sample', () => {
		const filtered = new FilteredStates(null);
		const sample = sampleOf(3);
		const first = filtered.rows(sample, 'odd', isOdd);
		assert.equal(filtered.rows(sample, 'odd', () => assert.fail('counted twice')), first);
	});

	it('begin again when the filter was taken away', () => {
		const filtered = new FilteredStates(null);
		filtered.rows(sampleOf(3), 'odd', isOdd);
		filtered.rows(sampleOf(3), '', isOdd);
		assert.deepEqual(established(filtered, sampleOf(5), 'odd', isOdd), {total: 3, totalChange: null});
	});
});

describe('the counts of protocols that could not be read', () => {
	const table = tableWith(['tcp', 'ESTABLISHED', 3], ['tcp', 'LISTEN', 1]);
	table.unread.add('udp');
	const counts = countStates(table, undefined);

	it('are unknown, and so are sums with them', () => {
		assert.deepEqual(totalsByProtocol(counts), {
			tcp: 4, tcp6: 0, udp: null, udp6: 0,
		});
		const {ESTABLISHED, LISTEN, CLOSED} = totalsByState(counts);
		assert.deepEqual([ESTABLISHED, LISTEN, CLOSED], [null, 1, null]);
	});

	it('have no change once they can be', () => {
		const states = new StateRows();
		states.update(counts);
		states.update(countStates(tableWith(['tcp', 'ESTABLISHED', 3], ['udp', 'ESTABLISHED', 5]), undefined));
		const {total, totalChange, changes} = states.rows.find(({state}) => state === 'ESTABLISHED')!;
		assert.deepEqual([total, totalChange, changes.udp, changes.tcp], [8, null, null, 0]);
	});
});
