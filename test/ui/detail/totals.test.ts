import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Counted, type TrafficTotals, unknownTotals} from '../../../source/model/traffic.ts';
import {layOut} from '../../../source/ui/detail/blocks.ts';
import {totalsBlocks} from '../../../source/ui/detail/totals.ts';
import {plainTheme} from '../../../source/ui/text/theme.ts';
import {sampleTime} from '../screen/samples.ts';
import {sampleTotals} from '../screen/traffic-samples.ts';

const since = {startedAtMilliseconds: sampleTime - 60_000, resetAtMilliseconds: sampleTime};
const words = {opened: 'Accepted', failed: 'Failed handshakes'};

function totalsText(sinceStart: TrafficTotals, sinceReset: TrafficTotals | null, more: Partial<Counted> = {}, resetAtMilliseconds: number | null = since.resetAtMilliseconds): string {
	const counted = {
		sinceStart, sinceReset, isLowerBound: false, missesBytes: false, atLeast: [], ...more,
	};
	return layOut(totalsBlocks(counted, {
		...since, resetAtMilliseconds, utc: true, keys: {},
	}, words), 80, plainTheme).join('\n');
}

test('totals since the start and since the reset stand side by side, with their times', () => {
	const text = totalsText(sampleTotals, {...sampleTotals, opened: 7});
	assert.match(text, /Since *start, 14:02:22 UTC *reset, 14:03:22 UTC/);
	assert.match(text, /Accepted *5000 *7\n/);
	assert.match(text, /Payload out *45000000 bytes \(45 MB\) *45000000 bytes/);
	assert.doesNotMatch(text, /at least/);
});

test('before the reset there is one column, and the key is named', () => {
	const text = totalsText(sampleTotals, null, {}, null);
	assert.match(text, /portop started 14:02:22 UTC \(r: start a second set\)/);
	assert.match(text, /Accepted *5000\n/);
});

test('totals that are lower bounds are marked one by one, but for what the kernel counts itself', () => {
	const text = totalsText({...sampleTotals, drops: 3}, null, {isLowerBound: true});
	assert.match(text, /Accepted *≥5000/);
	assert.match(text, /Drops *3/);
	assert.match(text, /at least this much/);
});

test('where only bytes are missing, the connections are exact', () => {
	const text = totalsText({...sampleTotals, drops: 3}, null, {missesBytes: true});
	assert.match(text, /Accepted *5000\n/);
	assert.match(text, /Payload in *≥3500000 bytes/);
	assert.match(text, /Packets out *≥40210/);
	assert.match(text, /Drops *3\n/);
	assert.match(text, /reset some\s+connections/);
});

test('totals that nobody knows are left out, and without any there is no heading', () => {
	assert.doesNotMatch(totalsText({...sampleTotals, failed: null}, null), /Failed/);
	assert.equal(totalsText(unknownTotals, null), '');
});
