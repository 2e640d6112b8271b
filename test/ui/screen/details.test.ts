/* Details at every size: in one column, and in two where there is room; what leads to something. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Detail} from '../../../source/protocol/protocol.ts';
import {linkName} from '../../../source/ui/state/destination.ts';
import {linksOf} from '../../../source/ui/views/detail.ts';
import {aGroup} from '../../builders/group.ts';
import {sampleAlertDetail, sampleErrorDetail, checkAlert} from './alert-samples.ts';
import {expected, frame, sizes} from './frames.ts';
import {sampleProbeDetail} from './probe-samples.ts';
import {
	baseConnection,
	baseUi,
	messageFor,
	sampleConnections,
	sampleDetails,
} from './samples.ts';

const about = [{...checkAlert, subject: {...checkAlert.subject, identity: sampleDetails.port.row.identity}}];
const group: Detail = {
	view: 'groups', row: aGroup({name: 'nginx(1201)', filter: 'pid:1201', connectionCount: 3}), processes: [], charts: {}, connections: sampleConnections.slice(0, 3),
};
const details: Readonly<Record<string, Detail>> = {
	port: sampleDetails.port,
	connection: {...sampleDetails.connection, row: baseConnection},
	state: sampleDetails.state,
	group,
	probe: sampleProbeDetail,
	error: sampleErrorDetail,
	alert: sampleAlertDetail,
};

function opened(detail: Detail, [columns, rows]: readonly [number, number]) {
	const ui = {
		...baseUi, columns, rows, view: detail.view, detail: 'x',
	};
	return {ui, message: messageFor(ui, {view: 'connections', rows: sampleConnections}, {detail, about: detail.view === 'ports' ? about : []})};
}

for (const [name, detail] of Object.entries(details)) {
	for (const size of sizes) {
		const file = `opened-${name}-${size.join('x')}`;
		test(`frame ${file}`, async () => {
			const {ui, message} = opened(detail, size);
			const links = linksOf(ui, {message});
			// The second one, where there are some: what is chosen is marked.
			const lines = frame({...ui, link: links[1] === undefined ? null : linkName(links[1].destination)}, message);
			assert.deepEqual(lines, await expected(file, lines));
			const coloured = frame(ui, message, true);
			assert.deepEqual(coloured, frame(ui, message), 'colours change no cell');
		});
	}
}

test('a large screen has no half that is empty in a busy port\'s detail, and a small one shows that it is sick at once', () => {
	const large = opened(sampleDetails.port, [200, 50]);
	const lines = frame(large.ui, large.message);
	const filled = lines.filter(line => line.length > 100);
	assert.ok(filled.length >= 25, `${filled.length} lines go beyond the middle`);
	const small = opened(sampleDetails.port, [80, 24]);
	const text = frame(small.ui, small.message).join('\n');
	for (const part of [/CRITICAL accept queue 6\/5 full/, /511 of 511: FULL, since/, /Drops +1523/, /CLOSE-WAIT +17/, /nginx\(1201\)/]) {
		assert.match(text, part);
	}
});
