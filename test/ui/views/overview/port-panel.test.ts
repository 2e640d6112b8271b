import assert from 'node:assert/strict';
import {test} from 'node:test';
import {plainTheme} from '../../../../source/ui/text/theme.ts';
import {portPanel} from '../../../../source/ui/views/overview/port-panel.ts';
import {aPort} from '../../../builders/port.ts';
import {aSeriesWindow} from '../../../builders/series.ts';

test('how a port does takes two lines where one is too short', () => {
	const window = aSeriesWindow();
	const port = aPort({
		drops: 5900, dropsPerSecond: 9, openedPerSecond: 2, failedPerSecond: 9,
	});
	const chart = {
		identity: port.identity, receive: window, send: window, queue: window, drops: window, peers: [],
	};
	for (const [width, count] of [[120, 1], [74, 2]] as const) {
		const lines = portPanel(port, chart, {width, height: 14}, plainTheme);
		assert.equal(lines.length, 14);
		assert.match(lines.slice(1, 1 + count).join('\n'), /drops 5\.9k, 9\/s[\s\S]*opened 2\/s {2}· {2}failed handshakes 9\/s/);
		assert.match(lines[1 + count]!, /No connections/);
	}
});
