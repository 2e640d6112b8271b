import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {test} from 'node:test';
import {SocketTable} from '../../../source/collectors/socket-table.ts';
import {codecVersion} from '../../../source/engine/history/sample-writer.ts';
import {
	aCondition,
	anAlert,
	anAlertRule,
	anEvent,
} from '../../builders/alert.ts';
import {anErrorCounter} from '../../builders/error-counter.ts';
import {aGroup} from '../../builders/group.ts';
import {aNetworkInterface} from '../../builders/network-interface.ts';
import {anOutgoingPeer} from '../../builders/outgoing-peer.ts';
import {aPort} from '../../builders/port.ts';
import {aProbe} from '../../builders/probe.ts';
import {aProcess} from '../../builders/process.ts';
import {aStateCount} from '../../builders/state-count.ts';
import {aSummary} from '../../builders/summary.ts';

/** The shape of each version of the bytes in a recording. That of a version that was released stays as it is. */
const shapes = new Map([[1, 'add631eb77ce56fc']]);

test('what is in a recorded sample has the shape of its version', () => {
	const columns = Object.entries(new SocketTable(1).columns).map(([name, column]) => `${name} ${column.constructor.name}`);
	const rows = [
		aPort(), anOutgoingPeer(), aProbe(), aProcess(), aStateCount(), anErrorCounter(), aNetworkInterface(), aGroup(), anAlert(), anAlertRule(), aCondition(), anEvent(), aSummary(),
	].map(row => shapeOf(row));
	const shape = createHash('sha256').update(JSON.stringify([columns, rows])).digest('hex').slice(0, 16);
	assert.equal(shape, shapes.get(codecVersion), 'another shape needs another codecVersion: the monitor would read old recordings wrongly');
});

/** Returns the names of everything in a value, without values. */
function shapeOf(value: unknown): unknown {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? Object.entries(value).map(([name, part]) => [name, shapeOf(part)]).toSorted(([one], [other]) => String(one).localeCompare(String(other)))
		: null;
}
