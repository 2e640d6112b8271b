/*
Compares filters with `ss`, for a network namespace that holds sockets: started in it, reads `Question`s as lines of JSON and
answers each with an `Answer`. One process takes the sample for all, so that a question costs little more than one `ss`.
*/
import {spawnSync} from 'node:child_process';
import process from 'node:process';
import readline from 'node:readline';
import {samplerOptionsOf} from '../../source/cli/options/sampler-options.ts';
import {Sampler} from '../../source/engine/sampler.ts';
import {parseFilter} from '../../source/filter/parse.ts';

export type Question = {
	/** A filter of portop. */
	readonly filter: string;
	/** The arguments of `ss` that mean the same. */
	readonly ss: readonly string[];
};

export type Answer = {
	/** Why one of them takes the filter for none; null where both understand it. */
	readonly problem: string | null;
	/** The rows that `ss` has and portop has not, the first few. */
	readonly missing: readonly string[];
	/** The rows that portop has and `ss` has not, the first few. */
	readonly surplus: readonly string[];
	/** How many rows `ss` has. */
	readonly count: number;
};

/** Sockets in TIME-WAIT come to their end: a difference is one that stays. */
const attempts = 3;
const shownRows = 5;

const sampler = new Sampler(samplerOptionsOf('netlink'));
await sampler.tick();
process.stdout.write('ready\n');
for await (const line of readline.createInterface({input: process.stdin})) {
	// The border to the test that asks.
	const answer = await answerTo(JSON.parse(line) as Question);
	process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function answerTo(question: Question): Promise<Answer> {
	const parsed = parseFilter(question.filter);
	try {
		return parsed.ok ? await compare(question) : failure(parsed.error.message);
	} catch (error) {
		return failure(String(error));
	}
}

function failure(problem: string): Answer {
	return {
		problem, missing: [], surplus: [], count: 0,
	};
}

async function compare({filter, ss}: Question): Promise<Answer> {
	for (let attempt = 1; ; attempt++) {
		const [theirs, ours] = [ssRows(ss), ourRows(filter)];
		const [missing, surplus] = [theirs.difference(ours), ours.difference(theirs)];
		if (attempt === attempts || missing.size + surplus.size === 0) {
			return {
				problem: null, missing: [...missing].slice(0, shownRows), surplus: [...surplus].slice(0, shownRows), count: theirs.size,
			};
		}

		await sampler.tick();
	}
}

function ourRows(filter: string): Set<string> {
	const snapshot = sampler.snapshot('connections', filter);
	if (snapshot.view !== 'connections') {
		throw new Error(`the snapshot is of ${snapshot.view}`);
	}

	const living = snapshot.rows.filter(({freshness}) => freshness !== 'vanished');
	return new Set(living.map(row => [
		row.protocol.replace('6', ''), end(row.localAddress, row.localPort), end(row.remoteAddress, row.remotePort),
	].join(' ')));
}

function end(address: string, port: number): string {
	return `${address}:${port === 0 ? '*' : port}`;
}

function ssRows(expression: readonly string[]): Set<string> {
	const {stdout, stderr, status} = spawnSync('ss', ['-Hantu', ...expression], {encoding: 'utf8', maxBuffer: 2 ** 24});
	if (status !== 0 || stderr !== '') {
		throw new Error(`ss ${expression.join(' ')}: exit code ${status}, ${stderr}`);
	}

	return new Set(stdout.split('\n').filter(line => line.trim() !== '').map(line => {
		const [protocol, ...cells] = line.trim().split(/\s+/);
		// Of a single state ss prints no State.
		const [local, peer] = /^\d+$/.test(cells[0]!) ? cells.slice(2) : cells.slice(3);
		return [protocol, local, peer].join(' ');
	}));
}
