import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {parseRule} from '../../../source/alerts/rules/rule.ts';
import {formatFilterError, type FilterError} from '../../../source/filter/filter-error.ts';
import type {AlertRule} from '../../../source/model/alert.ts';

function ruleOf(text: string): AlertRule {
	const parsed = parseRule(text);
	assert.ok(parsed.ok, parsed.ok ? '' : formatFilterError(text, parsed.error));
	return parsed.rule;
}

function errorOf(text: string): FilterError {
	const parsed = parseRule(text);
	assert.ok(!parsed.ok, `'${text}' is understood`);
	return parsed.error;
}

describe('a rule', () => {
	it('is a metric, a comparison and a value', () => {
		assert.deepEqual(ruleOf('connections > 1000'), {
			name: 'connections > 1000',
			metric: 'connections',
			comparison: '>',
			threshold: 1000,
			clearThreshold: 900,
			forSeconds: 0,
			severity: 'warning',
			filter: '',
			onAlert: null,
			onAlertTimeoutSeconds: 10,
			text: 'connections > 1000',
			origin: 'session',
		});
	});

	it('takes a duration, where it is over, a severity and a filter', () => {
		const {threshold, clearThreshold, forSeconds, severity, filter} = ruleOf(' closeWait>=100  clear 20 for 5 m CRITICAL where port:443 or nginx ');
		assert.deepEqual({
			threshold, clearThreshold, forSeconds, severity, filter,
		}, {
			threshold: 100, clearThreshold: 20, forSeconds: 300, severity: 'critical', filter: 'port:443 or nginx',
		});
	});

	it('is the same in whatever spelling', () => {
		for (const text of ['rttP95 > 50ms', 'rtt p95>50 ms', 'RTT-P95 > .05s', 'rtt_p95 > 50']) {
			const {metric, threshold} = ruleOf(text);
			assert.deepEqual([text, metric, threshold], [text, 'rttP95', 50_000]);
		}
	});

	it('reads values in the metric\'s unit', () => {
		const read = (text: string) => {
			const {metric, threshold} = ruleOf(text);
			return [metric, threshold];
		};

		assert.deepEqual(read('acceptQueue > 80%'), ['acceptQueuePercent', 80]);
		assert.deepEqual(read('acceptQueue > 80 %'), ['acceptQueuePercent', 80]);
		assert.deepEqual(read('acceptQueue > 80'), ['acceptQueue', 80]);
		assert.deepEqual(read('port acceptQueue > 80%'), ['port acceptQueuePercent', 80]);
		assert.deepEqual(read('receive > 1.5M'), ['receive', 1.5e6]);
		assert.deepEqual(read('memory > 2Gi'), ['memory', 2 * (1024 ** 3)]);
		assert.deepEqual(read('connections > 10k'), ['connections', 10_000]);
		assert.deepEqual(read('probe rtt > 1s'), ['probe rtt', 1e6]);
		assert.deepEqual(read('state time-wait > 10000'), ['state TIME_WAIT', 10_000]);
		assert.deepEqual(read('TcpExtListenOverflows > 0.5'), ['counter TcpExtListenOverflows', 0.5]);
	});

	it('is over a tenth back from the threshold', () => {
		const clearOf = (text: string) => ruleOf(text).clearThreshold;
		assert.equal(clearOf('drops > 0'), 0);
		assert.equal(clearOf('closeWait > 1'), 1);
		assert.equal(clearOf('loss > 5%'), 4.5);
		assert.equal(clearOf('peers < 10'), 11);
		assert.equal(clearOf('loss < 95%'), 97.5, 'possible');
	});

	it('understands its own metric again, as the book does with what crossed the threads', () => {
		for (const text of ['probe rtt p95 > 1ms', 'state close-wait > 1', 'counter TcpExtTCPTimeouts > 1', 'acceptQueue > 1%']) {
			const {metric} = ruleOf(text);
			assert.equal(ruleOf(`${metric} > 1`).metric, metric);
		}
	});
});

function isInside({position, length}: FilterError, text: string): boolean {
	return position >= 0 && length >= 0 && position + length <= text.length;
}

/** A rule with what is wrong between « and », or ^ where something is missing; and what the message must say. */
const mistakes: ReadonlyArray<readonly [marked: string, message: RegExp]> = [
	['^', /^a metric goes first, as in connections > 1000$/],
	['«conections» > 5', /^there is no metric 'conections': did you mean 'connections'\?$/],
	['«xyzzy» > 5', /^there is no metric 'xyzzy': write one of connections, /],
	['«probe peers» > 4', /^there is no metric of probes 'peers': write one of rtt, /],
	['«state fin-wait» > 5', /did you mean 'fin-wait-1' or 'fin-wait-2'\?$/],
	['connections^', /write > >= < or <= and a value$/],
	['connections «=» 4', /^a rule does not compare with '=': write > >= < or <=$/],
	['connections >^', /^a value is missing/],
	['connections > «1,000»', /^'1,000' is not a number/],
	['loss > «5ms»', /^'5ms' is not a percentage/],
	['connections > 10 «fro» 30s', /^'fro' does not belong here/],
	['connections > 10 «constructor»', /does not belong here/],
	['connections > 10 for^', /^a duration is missing/],
	['connections > 10 for 3s «for» 4s', /^'for' is there twice$/],
	['connections > 10 critical «warning»', /^a rule has one severity$/],
	['connections > 10 clear «20»', /write a smaller value$/],
	['connections < 10 clear «2»', /write a larger value$/],
	['connections > 10 where^', /^a filter is missing/],
	['connections > 10 where 443 «prot»:tcp', /did you mean 'proto'/],
	['connections > 10 where 443 «critical»', /goes before where/],
	['state time-wait > 5 «where» 443', /take no filter$/],
];

describe('a mistake in a rule', () => {
	for (const [marked, message] of mistakes) {
		it(`is shown where it is: ${marked}`, () => {
			const [before = '', wrong = '', after = ''] = marked.split(/[«»]|\^$/, 3);
			const {message: told, position, length} = errorOf(before + wrong + after);
			assert.match(told, message);
			assert.deepEqual([position, length], [before.length, wrong.length]);
		});
	}

	it('never throws, and lies inside of the text', () => {
		const words = fc.constantFrom('connections', 'rtt', 'p95', 'state', 'probe', '>', '<=', '=', '10', '5%', '50ms', 'for', 'clear', 'where', 'critical', 'port:443', '(', '\u{0}', '👍');
		const sentences = fc.array(words, {maxLength: 12}).map(list => list.join(' '));
		const property = fc.property(fc.oneof(fc.string({unit: 'binary'}), sentences), text => {
			const parsed = parseRule(text);
			return parsed.ok || isInside(parsed.error, text);
		});
		assert.equal(fc.check(property, {numRuns: 2000}).counterexample, null);
	});
});
