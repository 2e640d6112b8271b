import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {describe, it, type TestContext} from 'node:test';
import {readBootId} from '../../source/collectors/system.ts';
import {readBaselines} from '../../source/engine/alerting/baselines-client.ts';
import {Sampler} from '../../source/engine/sampler.ts';
import {sanitize} from '../../source/text/sanitize.ts';
import {busy} from '../alerts/rows.ts';
import {FakeMachine} from '../builders/fake-machine.ts';
import {recordRun} from '../builders/record-day.ts';
import {samplerOptions} from '../builders/sampler-options.ts';
import {temporaryPlace} from '../helpers/recorder.ts';

const learner = new URL('../../source/engine/alerting/baselines-worker.ts', import.meta.url);
const host = sanitize(hostname());
const bootId = readBootId('/proc');

type Monitor = {
	readonly machine: FakeMachine;
	readonly sampler: Sampler;
	/** Takes so many samples, each 20 seconds after the one before. */
	readonly take: (samples: number) => Promise<void>;
	/** The alerts that fire. */
	readonly firing: () => readonly string[];
};

/** Starts a sampler with detectors on a machine that has nothing but what a test puts there. */
function start(t: TestContext, recording: string): Monitor {
	const machine = new FakeMachine();
	let now = 0;
	const sampler = new Sampler(samplerOptions({records: true, detects: true, recording}), {
		now: () => now,
		openSockets: machine.openSockets,
		readBaselines: async (options, signal) => readBaselines(options, signal, learner),
	});
	t.after(() => {
		sampler.close();
	});
	return {
		machine,
		sampler,
		async take(samples) {
			for (let sample = 0; sample < samples; sample++) {
				now += 20_000;
				await sampler.tick();
			}
		},
		firing: () => sampler.export()!.alerts.flatMap(row => row.type === 'alert' ? [`${row.alert.source}: ${row.alert.subject.identity}`] : []),
	};
}

/** Records that port 80 had twenty connections until now, as this machine. */
function record(t: TestContext, hours: number): string {
	const {file, remove} = temporaryPlace();
	t.after(remove);
	recordRun(file, {
		since: Date.now() - (hours * 3_600_000),
		from: 0,
		to: hours * 3600,
		step: 20,
		host,
		bootId: bootId ?? '',
		portsAt: () => [busy(80, {ESTABLISHED: 20}, {address: '127.0.0.1', identity: 'tcp|127.0.0.1|80'})],
	});
	return file;
}

function flood(machine: FakeMachine): void {
	for (let client = 0; client < 1500; client++) {
		machine.connect(20_000 + client, 80);
	}
}

describe('a sampler that starts', () => {
	it('knows from the recording what is usual', async t => {
		const {machine, sampler, take, firing} = start(t, record(t, 3));
		machine.listen(80);
		machine.connect(10_000, 80);
		await take(2);
		assert.equal(await sampler.learned, null);
		flood(machine);
		await take(4);
		assert.deepEqual(firing(), ['many connections: tcp|127.0.0.1|80']);
	});

	it('knows nothing without one, and is silent about that', async t => {
		const {file, remove} = temporaryPlace();
		t.after(remove);
		const {machine, sampler, take, firing} = start(t, file);
		machine.listen(80);
		machine.connect(10_000, 80);
		await take(2);
		assert.equal(await sampler.learned, null);
		flood(machine);
		await take(4);
		assert.deepEqual(firing(), []);
	});

	it('goes on where it is damaged, and says so once', async t => {
		const {file, remove} = temporaryPlace();
		t.after(remove);
		writeFileSync(file, 'no database '.repeat(100));
		const {sampler, take} = start(t, file);
		await take(2);
		const problem = `${file} is damaged, or no recording of portop: it is no SQLite database`;
		assert.equal(await sampler.learned, problem);
		await take(3);
		const {events} = (await sampler.takeRecord())!;
		const said = events.filter(({kind}) => kind === 'source').map(({subject, message}) => `${subject.text}: ${message}`);
		assert.deepEqual(said, [`recording: the detectors have learned nothing from it: ${problem}`]);
	});

	it('ends while it is learning', async t => {
		const {sampler, take} = start(t, record(t, 1));
		await take(2);
		sampler.close();
		assert.equal(await sampler.learned, null);
	});
});
