import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, test} from 'node:test';
import {parseCommandLine} from '../../../source/cli/options/command-line.ts';
import {openRecording} from '../../../source/recording/open-recording.ts';
import {formatMark, formatVersion} from '../../../source/recording/schema.ts';
import {RecordingBuilder} from '../../builders/recording.ts';
import {root} from '../../helpers/portop.ts';

const guide = readFileSync(path.join(root, 'docs/history.md'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'portop-history-'));
after(() => {
	rmSync(folder, {recursive: true});
});

const file = path.join(folder, 'small.db');
const now = Date.now();
{
	using builder = new RecordingBuilder(file);
	builder.session(now - 7_200_000, now - 3_600_000);
	builder.session(now - 1_800_000, now);
	builder.connection({ended_ms: now - 1000, received_bytes: 10, sent_bytes: 20});
	builder.connection({
		ended_ms: now - 900, local_port: 443, received_bytes: 10, sent_bytes: 20,
	});
	const interval = builder.interval({
		time_ms: now - 60_000, resolution_s: 60,
		ports: [{
			port: 8080, accept_queue_max: 6, accept_queue_limit: 5, drops: 1,
		}],
		probes: [{
			target: 'example.org', sent: 60, lost: 2, rtt_max_us: 900,
		}],
	});
	builder.insert('total_rows', {interval_id: interval, received_bytes: 100, sent_bytes: 200});
}

function blocks(language: string): readonly string[] {
	return guide.matchAll(new RegExp(`^\`\`\`${language}\\n(?<text>.*?)^\`\`\``, 'gms')).map(({groups}) => groups!['text']!).toArray();
}

for (const sql of blocks('sql')) {
	test(`docs/history.md: ${sql.split('\n', 1)[0]!}`, () => {
		const database = openRecording(file);
		const rows = database.prepare(sql).all();
		database.close();
		assert.ok(rows.length > 0);
		assert.deepEqual(rows.filter(row => Object.values(row).every(value => value === null)), []);
	});
}

test('docs/history.md has SQL for a few questions', () => {
	assert.ok(blocks('sql').length >= 6);
});

test('docs/history.md names the version of the format, and what a recording has', () => {
	assert.ok(guide.includes(`now ${formatVersion}.`));
	assert.ok(guide.includes(`0x${formatMark.toString(16)}`));
	const database = openRecording(file);
	const views = database.prepare('SELECT name FROM sqlite_schema WHERE type = \'view\'').all();
	const names = [...views.map(({name}) => String(name)), 'events', 'alerts', 'sessions', 'left_out', 'clock_steps'];
	database.close();
	assert.deepEqual(names.filter(name => !guide.includes(`\`${name}\``)), []);
});

test('the examples of docs/history.md are right', async () => {
	const [examples = ''] = blocks('sh');
	const commands = examples.split('\n').filter(line => line.startsWith('portop '));
	assert.equal(commands.length, 5);
	for (const command of commands) {
		const words = command.matchAll(/'(?<quoted>[^']*)'|(?<plain>\S+)/g).map(({groups}) => groups!['quoted'] ?? groups!['plain']!).toArray();
		const task = await parseCommandLine(words.slice(1), {HOME: '/root'});
		assert.equal(task.command, 'history', command);
	}
});
