import assert from 'node:assert/strict';
import {
	chmodSync,
	copyFileSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {tmpdir} from 'node:os';
import {test, type TestContext} from 'node:test';
import {
	isDamage,
	openForRecording,
	openRecording,
	RecordingError,
	recordingProblem,
} from '../../source/recording/open-recording.ts';
import {formatVersion, migrations} from '../../source/recording/schema.ts';
import {requires} from '../helpers/requirements.ts';

function folder(t: TestContext): string {
	const name = mkdtempSync(path.join(tmpdir(), 'portop-recording-'));
	t.after(() => {
		rmSync(name, {recursive: true});
	});
	return name;
}

/** Makes a recording of some hundred rows, closed. */
function recorded(file: string): void {
	using database = openForRecording(file);
	const insert = database.prepare('INSERT INTO names (name, seen_ms) VALUES (?, 0)');
	for (let number = 0; number < 500; number++) {
		insert.run(`name ${number} ${'x'.repeat(40)}`);
	}
}

function thrown(act: () => void): unknown {
	try {
		act();
		return undefined;
	} catch (error) {
		return error;
	}
}

function refusal(file: string): string {
	const error = thrown(() => {
		openRecording(file).close();
	});
	return error instanceof RecordingError ? error.message.replace(path.dirname(file), '.') : String(error);
}

test('a new recording has every table and view, and can be read while it is written', t => {
	const file = path.join(folder(t), 'portop.db');
	using writer = openForRecording(file);
	writer.exec('INSERT INTO names (name, seen_ms) VALUES (\'ESTABLISHED\', 1)');
	using reader = openRecording(file);
	assert.deepEqual(reader.prepare('SELECT name FROM names').all().map(({name}) => name), ['ESTABLISHED']);
	const views = reader.prepare('SELECT name FROM sqlite_schema WHERE type = \'view\' ORDER BY name').all().map(({name}) => String(name));
	assert.deepEqual(views, ['connections', 'counters', 'groups', 'interfaces', 'ports', 'probes', 'states', 'totals']);
	for (const view of views) {
		assert.deepEqual(reader.prepare(`SELECT * FROM ${view}`).all(), []);
	}

	assert.throws(() => {
		reader.exec('DELETE FROM names');
	}, /readonly/);
	assert.equal(migrations.length, formatVersion);
});

test('a stretch of time is found by its index', t => {
	using database = openForRecording(path.join(folder(t), 'portop.db'));
	for (const view of ['totals', 'ports', 'groups', 'states', 'counters', 'interfaces', 'probes']) {
		const plan = database.prepare(`EXPLAIN QUERY PLAN SELECT * FROM ${view} WHERE resolution_s = 60 AND time_ms BETWEEN 1 AND 2`).all();
		assert.match(String(plan[0]!['detail']), /intervals USING INDEX intervals_by_time \(resolution_s=\? AND time_ms>\? AND time_ms<\?\)/, view);
	}

	const [plan] = database.prepare('EXPLAIN QUERY PLAN SELECT * FROM connections WHERE ended_ms > 5').all();
	assert.match(String(plan!['detail']), /SEARCH connection_rows USING PRIMARY KEY \(ended_ms>\?\)/);
});

test('what is no recording is refused with words', t => {
	const at = (name: string) => path.join(folder(t), name);
	const text = at('text.db');
	writeFileSync(text, 'no database, but longer than the header of one. '.repeat(100));
	assert.equal(refusal(text), './text.db is damaged, or no recording of portop: it is no SQLite database');

	const empty = at('empty.db');
	writeFileSync(empty, '');
	assert.equal(refusal(empty), './empty.db is an empty recording: nothing was recorded yet');

	assert.equal(refusal(at('absent.db')), './absent.db does not exist');
	assert.match(refusal(folder(t)), / is no file$/);

	const other = at('other.db');
	recorded(other);
	{
		using database = openForRecording(other);
		database.exec('PRAGMA application_id = 5');
	}

	assert.equal(refusal(other), './other.db is no recording of portop, but another SQLite database');
	assert.throws(() => openForRecording(other), /another SQLite database/);

	const newer = at('newer.db');
	recorded(newer);
	{
		using database = openForRecording(newer);
		database.exec(`PRAGMA user_version = ${formatVersion + 1}`);
	}

	assert.equal(refusal(newer), `./newer.db was written by a newer portop: its format is version ${formatVersion + 1}, and this portop knows up to ${formatVersion}`);
	assert.throws(() => openForRecording(newer), /newer portop/);
});

test('a recording that was cut off, or changed, is refused with words, or fails with words when it is read', t => {
	const whole = path.join(folder(t), 'portop.db');
	recorded(whole);
	const bytes = readFileSync(whole);
	const damaged = path.join(path.dirname(whole), 'damaged.db');
	for (const length of [1, 50, 99, 100, 4095, 4096, 5000, bytes.length - 4096, bytes.length - 1]) {
		copyFileSync(whole, damaged);
		truncateSync(damaged, length);
		assert.match(refusal(damaged), /damaged/, `${length} bytes`);
	}

	// The header, and a byte of every half page.
	const places = bytes.keys().filter(place => place < 100 || place % 2048 === place % 97).toArray();
	for (const place of places) {
		const changed = Uint8Array.from(bytes);
		changed[place]! ^= 0x10;
		writeFileSync(damaged, changed);
		const error = thrown(() => {
			using database = openRecording(damaged);
			database.prepare('SELECT * FROM names').all();
			database.prepare('SELECT * FROM ports').all();
		});
		if (error !== undefined) {
			assert.match(recordingProblem(damaged, error), /^\S+damaged\.db (is|was|cannot) /, `byte ${place}`);
		}
	}
});

test('an error of SQLite and of the system becomes a sentence with the file in it', () => {
	const failure = (errcode: number) => Object.assign(new Error('message'), {code: 'ERR_SQLITE_ERROR', errcode});
	const full = failure(13);
	assert.equal(recordingProblem('/a.db', full), '/a.db cannot be written: the disk is full');
	assert.equal(recordingProblem('/a.db', failure(10 + (3 * 256))), '/a.db cannot be read or written: the disk reports an error');
	assert.equal(recordingProblem('/a.db', new Error('odd')), '/a.db cannot be used: odd');
	assert.ok(!isDamage(full));
	assert.ok(isDamage(failure(11)));
});

test('a closed recording can be read in a folder that may not be written', requires({root: true}), t => {
	const place = folder(t);
	const file = path.join(place, 'portop.db');
	recorded(file);
	chmodSync(place, 0o755);
	chmodSync(file, 0o644);
	process.seteuid!(65_534);
	try {
		using database = openRecording(file);
		assert.deepEqual(Object.values(database.prepare('SELECT count(*) FROM names').get()!), [500]);
	} finally {
		process.seteuid!(0);
	}
});
