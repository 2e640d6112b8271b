/* The filters of ss(8) against `ss` itself: expressions from its grammar (misc/ssfilter.y of iproute2) select the same sockets of the zoo. */
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import fc from 'fast-check';
import {parseFilter} from '../../source/filter/parse.ts';
import type {Answer, Question} from '../helpers/filter-oracle.ts';
import {linesOf, type Lines} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';
import {startZoo, zooTools} from '../helpers/start-zoo.ts';

/** One meaning in the words of portop and of ss. They differ only where docs/filter.md says so. */
type Expression = {readonly ours: string; readonly theirs: string};

const same = (text: string): Expression => ({ours: text, theirs: text});

/** Ports of the zoo, their neighbours, and the ends of the range. */
const ports = fc.constantFrom(1, 22, 6999, 7000, 7001, 7003, 7004, 7008, 7010, 7100, 7105, 7123, 7999, 8000, 8010, 8200, 8500, 8501, 8600, 8615, 32_768, 45_000, 60_999, 65_534, 65_535);
const spellings: ReadonlyArray<(port: number) => string> = [port => `:${port}`, String, port => `:0x${port.toString(16)}`];
const spelledPorts = fc.tuple(ports, fc.constantFrom(...spellings)).map(([port, spell]) => spell(port));

const equal = ['=', '==', 'eq', ''];
const unequal = ['!=', 'ne', 'neq'];
const above = ['>', 'gt', '>=', 'ge', 'geq'];
const below = ['<', 'lt', '<=', 'le', 'leq'];

const comparedPorts = fc.tuple(fc.constantFrom('sport', 'dport'), fc.constantFrom(...equal, ...unequal, ...above), spelledPorts);
const portsBelow = fc.tuple(fc.constantFrom(...below), spelledPorts).map(words => words.join(' '));
const portTerms = fc.oneof(
	comparedPorts.map(words => same(words.join(' '))),
	portsBelow.map(comparison => same(`sport ${comparison}`)),
	// To ss a socket without a peer has the remote port 0.
	portsBelow.map(comparison => ({ours: `dport ${comparison}`, theirs: `( dport ${comparison} and dport != :0 )`})),
	fc.constantFrom('sport = :*', 'dport = :*', 'sport :*', 'dport != :*').map(text => same(text)),
);

const hosts = fc.constantFrom(
	'127.0.0.1', '127.0.0.2', '127.0.0.3', '127/8', '127.0/16', '127.0.0/24', '127.0.0.2/31', '127.0.0.0/255.0.0.0', '10.0.0.0/8', '193.233.7/24', '[::1]', '[fe80::1]', 'fe80::/10', '[fe80::/10]', '[::1/128]', '::1/128', '[::1]:7000', '[::1/128]:7004', '[fe80::/64]:7100', 'fe80::/10:7100', '127.0.0.1:7000', '127.0.0.1:*', '127/8:7010', '*:7000', ':7004', '*', '*:*', 'any', 'all:7000', 'default',
);
const hostTerms = fc.oneof(
	{weight: 5, arbitrary: fc.tuple(fc.constantFrom('src', 'dst'), fc.constantFrom('', '= '), hosts).map(([field, operator, host]) => same(`${field} ${operator}${host}`))},
	// IPv4 and its mapped form are one to portop.
	{weight: 1, arbitrary: fc.constantFrom('src', 'dst').map(field => ({ours: `${field} [::ffff:127.0.0.1]`, theirs: `${field} 127.0.0.1`}))},
);

/** ss evaluates these twice, in the kernel and by itself, and by itself it does not look at the family: not under `not`, and not beside `dev`. */
const zeroTerms = fc.constantFrom<Expression>(
	same('src 0.0.0.0'),
	same('src [::]'),
	same('src 0.0.0.0/0'),
	{ours: 'src ::/0', theirs: '( src ::/0 and ! src [::ffff:0.0.0.0/96] )'},
	{ours: 'dst 0.0.0.0/0', theirs: '( dst 0.0.0.0/0 and dport != :0 )'},
);

const deviceTerms = fc.constantFrom('dev lo', 'dev = zoo0', 'dev != lo', 'dev 1', 'dev ne 1', 'dev 0', 'dev != 0').map(text => same(text));

const states = ['all', 'connected', 'synchronized', 'bucket', 'big', 'established', 'syn-sent', 'syn-recv', 'fin-wait-1', 'fin-wait-2', 'time-wait', 'closed', 'close', 'close-wait', 'last-ack', 'listening', 'closing', 'unconnected'];
const stateTerm = fc.tuple(fc.constantFrom('state', 'state', 'exclude', 'excl'), fc.constantFrom(...states)).map(words => words.join(' '));
const stateTerms = fc.array(stateTerm, {maxLength: 3})
	.map(words => words.join(' '))
	// Where no state is left portop says so, and ss takes its default.
	.filter(words => parseFilter(words).ok);

function joined(parts: readonly Expression[], joint: string): Expression {
	return {ours: parts.map(({ours}) => ours).join(joint), theirs: parts.map(({theirs}) => theirs).join(joint)};
}

function wrapped(prefix: string, {ours, theirs}: Expression, suffix = ''): Expression {
	return {ours: `${prefix}${ours}${suffix}`, theirs: `${prefix}${theirs}${suffix}`};
}

const ands = fc.constantFrom(' and ', ' & ', ' && ', ' ');
const ors = fc.constantFrom(' or ', ' | ', ' || ');

/** Expressions of these terms. `and` after `or` has parentheses around it: without them ss goes from left to right. */
function expressions(leaf: fc.Arbitrary<Expression>, canNegate: boolean): fc.Arbitrary<Expression> {
	const {any} = fc.letrec<{any: Expression; all: Expression; term: Expression}>(tie => {
		const others = fc.array(fc.tuple(ors, tie('term')), {maxLength: 2});
		const group = tie('any').map(inner => wrapped('( ', inner, ' )'));
		const negation = fc.tuple(fc.constantFrom('! ', 'not '), tie('term')).map(([not, inner]) => wrapped(not, inner));
		return {
			any: fc.tuple(tie('all'), others).map(([first, rest]) => {
				let expression = first;
				for (const [joint, other] of rest) {
					expression = joined([expression, other], joint);
				}

				return expression;
			}),
			all: fc.tuple(fc.array(tie('term'), {minLength: 1, maxLength: 3}), ands).map(([parts, joint]) => joined(parts, joint)),
			term: fc.oneof(
				{maxDepth: 2, depthIdentifier: 'expression', withCrossShrink: true},
				{weight: 5, arbitrary: leaf},
				{weight: 1, arbitrary: group},
				...canNegate ? [{weight: 2, arbitrary: negation}] : [],
			),
		};
	});
	return any;
}

const terms = fc.oneof({weight: 4, arbitrary: portTerms}, {weight: 4, arbitrary: hostTerms}, {weight: 1, arbitrary: deviceTerms});
const positiveTerms = fc.oneof(portTerms, hostTerms, zeroTerms);
const anyExpression = fc.oneof(
	{weight: 1, arbitrary: fc.constant(same(''))},
	{weight: 8, arbitrary: expressions(terms, true)},
	{weight: 2, arbitrary: expressions(positiveTerms, false)},
);
const filters = fc.tuple(stateTerms, anyExpression).map(([state, expression]) => wrapped(state === '' ? '' : `${state} `, expression));

/** What docs/filter.md says in its table of differences. */
const differences: readonly Expression[] = [
	{ours: 'sport = :7100 or sport = :7004 and dport != :0', theirs: 'sport = :7100 or ( sport = :7004 and dport != :0 )'},
	{ours: 'dport < :8000', theirs: 'dport < :8000 and dport != :0'},
	{ours: 'dport = :0', theirs: 'sport = :1 and dport = :1'},
	{ours: 'dst 0.0.0.0/0', theirs: 'dst 0.0.0.0/0 and dport != :0'},
	{ours: 'src [::ffff:127.0.0.1]', theirs: 'src 127.0.0.1'},
	{ours: 'src ::/0', theirs: 'src ::/0 and ! src [::ffff:0.0.0.0/96]'},
	{ours: 'not src 0.0.0.0/0', theirs: 'src ::/0 and ! src [::ffff:0.0.0.0/96]'},
	{ours: 'sport = *:7000', theirs: 'sport = :7000'},
	{ours: 'src ::1', theirs: 'src [::1]'},
];

/** The same spelling in ss, which gives other rows. `::1` without brackets is none there. */
const spelledTheSame = differences.map(({ours}) => same(ours)).filter(({ours}) => ours !== 'src ::1');

describe('filters against ss, on 2,000 sockets in every state', requires({root: true, tools: zooTools}), () => {
	let namespace: Namespace;
	let oracle: {readonly ask: (expression: Expression) => Promise<Answer>};

	before(async () => {
		namespace = await createNamespace();
		await startZoo(namespace);
		const child = namespace.start([process.execPath, '--import', 'tsx', path.join(import.meta.dirname, '../helpers/filter-oracle.ts')]);
		const lines: Lines = linesOf(child.stdout);
		assert.equal(await lines.next(), 'ready');
		oracle = {
			async ask({ours, theirs}) {
				const question: Question = {filter: ours, ss: theirs.split(' ').filter(word => word !== '')};
				child.stdin.write(`${JSON.stringify(question)}\n`);
				// The border to the helper's output.
				return JSON.parse(await lines.next()) as Answer;
			},
		};
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	test('300 expressions of its grammar select the same sockets', async () => {
		let selective = 0;
		// fast-check's message has the seed, and the smallest expression that differs.
		await fc.assert(fc.asyncProperty(filters, async expression => {
			const {problem, missing, surplus, count} = await oracle.ask(expression);
			assert.deepEqual({problem, missing, surplus}, {problem: null, missing: [], surplus: []}, `portop '${expression.ours}', ss ${expression.theirs}`);
			selective += count > 0 && count < 2000 ? 1 : 0;
		}), {numRuns: 300});
		assert.ok(selective >= 100, `only ${selective} expressions select some sockets and not all`);
	});

	test('the differences that docs/filter.md names are these', async () => {
		for (const expression of differences) {
			const {problem, missing, surplus, count} = await oracle.ask(expression);
			assert.deepEqual({problem, missing, surplus}, {problem: null, missing: [], surplus: []}, expression.ours);
			assert.ok(count > 0 || expression.ours === 'dport = :0', expression.ours);
		}

		for (const expression of spelledTheSame) {
			const {problem, missing, surplus} = await oracle.ask(expression);
			assert.equal(problem, null);
			assert.ok(missing.length + surplus.length > 0, `${expression.ours} is no difference`);
		}
	});
});
