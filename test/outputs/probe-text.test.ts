import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import process from 'node:process';
import {test} from 'node:test';
import type {OutcomeKind, ProbeOutcome} from '../../source/model/probe.ts';
import {
	duplicateLine,
	outcomeLine,
	resolvedLine,
	summaryLines,
} from '../../source/outputs/probe-text.ts';
import {outcome} from '../probes/probe-events.ts';
import {someFigures, aProbe} from '../builders/probe.ts';
import {tenSent} from './probe-samples.ts';

const alone = {isNamed: false, timeoutSeconds: 1};

/** What scripts look for in hping3's closing lines. */
const hpingPatterns = [
	/^--- .* ---$/m,
	/\b(\d+) packets transmitted, (\d+) packets received/,
	/ (\d+)% packet loss/,
	/^round-trip min\/avg\/max = ([\d.]+)\/([\d.]+)\/([\d.]+) ms$/m,
];

/** How scripts get the loss out of hping3's output, and the average. */
const lossCommands = [
	String.raw`grep -oP '\d+(?=% packet loss)'`,
	'grep -oE \'[0-9]+% packet loss\' | cut -d% -f1',
	'grep \'packet loss\' | cut -d, -f3 | tr -dc 0-9',
	String.raw`sed -n 's/.*received, \([0-9]*\)% packet loss.*/\1/p'`,
	'awk \'/packet loss/ {sub("%", "", $7); print $7}\'',
	'awk -F\'[ %]\' \'/packets transmitted/ {print $7}\'',
	String.raw`perl -ne 'print $1 if /(\d+)% packet loss/'`,
];
const averageCommands = [
	'awk -F/ \'/round-trip/ {print $4}\'',
	'grep round-trip | cut -d/ -f4',
	String.raw`sed -n 's|^round-trip min/avg/max = [0-9.]*/\([0-9.]*\)/.*|\1|p'`,
	String.raw`grep -oP 'min/avg/max = [\d.]+/\K[\d.]+'`,
];

/** What a shell's command, in a locale without UTF-8, makes of a text. */
function pipe(text: string, command: string): string {
	return execFileSync('sh', ['-c', `{ ${command}; } || true`], {input: text, encoding: 'utf8', env: {...process.env, LC_ALL: 'C'}}).trim();
}

function line(kind: OutcomeKind, known: Partial<ProbeOutcome> = {}): string {
	return outcomeLine(aProbe(), outcome(3, kind, known), alone);
}

test('a line per kind of outcome', () => {
	const from = '10.0.0.2';
	assert.equal(line('reply', {from, rttMicroseconds: 20_123, detail: 'SYN-ACK'}), 'reply from 10.0.0.2: seq=3 time=20.123 ms (SYN-ACK)\n');
	assert.equal(line('refused', {from, rttMicroseconds: 17.04, detail: 'RST'}), 'refused by 10.0.0.2: seq=3 time=0.017 ms (RST)\n');
	assert.equal(line('rejected', {
		from: 'fe80::1%eth0', rttMicroseconds: 1000, icmp: {type: 3, code: 13}, detail: 'administratively prohibited',
	}), 'rejected by fe80::1%eth0: seq=3 time=1.000 ms (ICMP type 3 code 13, administratively prohibited)\n');
	assert.equal(line('lost'), 'lost: seq=3 (no answer within 1 s)\n');
	assert.equal(line('late', {
		from, rttMicroseconds: 1_203_100, detail: 'SYN-ACK', answer: 'reply',
	}), 'late from 10.0.0.2: seq=3 time=1203.100 ms (SYN-ACK)\n');
	assert.equal(line('error', {detail: 'connect: network is unreachable (ENETUNREACH)'}), 'error: seq=3 (connect: network is unreachable (ENETUNREACH))\n');
});

test('what is unknown is left out', () => {
	assert.equal(line('reply'), 'reply: seq=3\n');
	assert.equal(line('rejected', {icmp: {type: 3, code: 1}}), 'rejected: seq=3 (ICMP type 3 code 1)\n');
	assert.equal(line('error'), 'error: seq=3\n');
});

test('an answer that was overtaken says so', () => {
	assert.equal(line('reply', {rttMicroseconds: 5, detail: 'echo reply', isReordered: true}), 'reply: seq=3 time=0.005 ms (echo reply, reordered)\n');
});

test('with several targets each line names its own', () => {
	const several = {isNamed: true, timeoutSeconds: 0.25};
	assert.equal(outcomeLine(aProbe(), outcome(3, 'lost'), several), 'example.org:443 lost: seq=3 (no answer within 0.25 s)\n');
	assert.equal(duplicateLine(aProbe(), {sequence: 3, rttMicroseconds: 20_500}, several), 'example.org:443 duplicate: seq=3 time=20.500 ms\n');
});

test('what is probed, and that it has changed', () => {
	const resolved = {
		target: 'id', type: 'resolved', method: 'syn', address: '93.184.216.34', scopeId: 0, previous: null,
	} as const;
	assert.equal(resolvedLine(aProbe(), resolved, 1), 'PROBE example.org:443 (93.184.216.34) with syn, 1 s apart\n');
	assert.equal(resolvedLine(aProbe(), {...resolved, previous: '93.184.216.9'}, 1), 'PROBE example.org:443 (93.184.216.34), no longer 93.184.216.9\n');
});

test('the closing lines', () => {
	const text = [...summaryLines(aProbe({method: 'syn', status: 'OPEN', session: tenSent}))].join('');
	assert.equal(text, `
--- example.org:443 syn statistic ---
10 packets transmitted, 9 packets received, 10% packet loss
round-trip min/avg/max = 20.100/20.400/21.900 ms
loss 10.0% (1 of 10 probes lost)
9 replied, 0 refused, 0 rejected, 0 late, 1 lost
stddev/jitter = 0.017/0.000 ms
p50/p95/p99 = 20.300/21.900/21.900 ms
status OPEN
`);
	const [, counts, loss, times] = hpingPatterns.map(pattern => pattern.exec(text)?.slice(1));
	assert.deepEqual([counts, loss, times], [['10', '9'], ['10'], ['20.100', '20.400', '21.900']]);
});

test('when nothing was received, no pattern finds a time', () => {
	const text = [...summaryLines(aProbe({method: 'icmp', session: someFigures({sent: 3, lost: 3, lossPercent: 100}), status: 'FILTERED'}))].join('');
	assert.equal(text, `
--- example.org:443 icmp statistic ---
3 packets transmitted, 0 packets received, 100% packet loss
round-trip min/avg/max = -/-/- ms
loss 100.0% (3 of 3 probes lost)
0 replied, 0 refused, 0 rejected, 0 late, 3 lost
status FILTERED
`);
	assert.deepEqual(hpingPatterns.map(pattern => pattern.test(text)), [true, true, true, false]);
});

test('when nothing could be probed, no pattern finds a loss', () => {
	const text = [...summaryLines(aProbe({problem: 'example.org: no such name', session: someFigures({errors: 2, inFlight: 1, sent: 1})}))].join('');
	assert.equal(text, `
--- example.org:443 statistic ---
1 packets transmitted, 0 packets received, -% packet loss
round-trip min/avg/max = -/-/- ms
0 replied, 0 refused, 0 rejected, 0 late, 0 lost, 2 not sent, 1 in flight
problem: example.org: no such name
`);
	assert.deepEqual(hpingPatterns.map(pattern => pattern.test(text)), [true, true, false, false]);
});

/** The figures of so many decided probes; one more is in flight. */
function decided(known: Record<'replies' | 'rejected' | 'late' | 'lost', number>) {
	const {replies, rejected, late, lost} = known;
	const count = replies + rejected + late + lost;
	return someFigures({
		...known,
		sent: count + 1,
		inFlight: 1,
		received: replies,
		lossPercent: count === 0 ? null : lost / count * 100,
		...(replies > 0 && {minimumMicroseconds: 20_100, averageMicroseconds: 20_400, maximumMicroseconds: 21_900}),
	});
}

for (const [replies, rejected, late, lost, packetLoss, loss] of [
	[10, 0, 0, 0, '0', 'loss 0.0% (0 of 10 probes lost)'],
	[11, 0, 0, 1, '8', 'loss 8.3% (1 of 12 probes lost)'],
	[2, 0, 0, 1, '33', 'loss 33.3% (1 of 3 probes lost)'],
	[9999, 0, 0, 1, '1', 'loss 0.0% (1 of 10000 probes lost)'],
	[1, 0, 0, 9999, '99', 'loss 100.0% (9999 of 10000 probes lost)'],
	[0, 0, 0, 5, '100', 'loss 100.0% (5 of 5 probes lost)'],
	[0, 5, 0, 0, '100', 'loss 0.0% (0 of 5 probes lost)'],
	[2, 1, 0, 1, '50', 'loss 25.0% (1 of 4 probes lost)'],
	[0, 0, 5, 0, '0', 'loss 0.0% (0 of 5 probes lost)'],
	[0, 0, 1, 999, '99', 'loss 99.9% (999 of 1000 probes lost)'],
	[0, 0, 0, 0, '', ''],
] as const) {
	test(`scripts read ${packetLoss === '' ? 'no' : `${packetLoss} %`} loss of ${replies} replies, ${rejected} rejected, ${late} late, ${lost} lost`, () => {
		const text = [...summaryLines(aProbe({
			method: 'syn',
			session: decided({
				replies, rejected, late, lost,
			}),
		}))].join('');
		for (const command of lossCommands) {
			assert.equal(pipe(text, command).replace('-', ''), packetLoss, command);
		}

		for (const command of averageCommands) {
			assert.equal(pipe(text, command).replace('-', ''), replies > 0 ? '20.400' : '', command);
		}

		assert.equal(text.split('\n').find(each => each.startsWith('loss ')) ?? '', loss);
		assert.match(text, /^\p{ASCII}*$/u);
	});
}

test('what should not happen is told when it did', () => {
	const session = {
		...tenSent, errors: 1, duplicates: 2, reordered: 3, inFlight: 4,
	};
	assert.ok([...summaryLines(aProbe({session}))].includes('9 replied, 0 refused, 0 rejected, 0 late, 1 lost, 1 not sent, 2 duplicate, 3 reordered, 4 in flight\n'));
});
