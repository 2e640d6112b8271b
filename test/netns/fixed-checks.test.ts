/* What is wrong before portop starts is said by the fixed checks within three seconds of its start: real sockets, and the alerts of `portop serve`. */
import assert from 'node:assert/strict';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {
	expectedAlerts,
	incidentTools,
	lostTarget,
	startIncident,
} from '../helpers/incident.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';
import {getInside, startService, until} from './serve-run.ts';

const withinMilliseconds = 3000;

type Told = {
	/** Of the sample. */
	readonly time: string;
	readonly alerts: ReadonlyArray<{readonly source: string; readonly severity: string; readonly message: string; readonly subject: {readonly text: string}}>;
	/** Newest first. */
	readonly events: ReadonlyArray<{readonly kind: string; readonly time: string; readonly weight: string; readonly message: string; readonly subject: {readonly text: string}}>;
};

describe('fixed checks', requires({root: true, tools: incidentTools}), () => {
	let namespace: Namespace;

	before(async () => {
		namespace = await createNamespace();
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	async function ask(url: string): Promise<Told> {
		const {body, status} = await getInside(namespace, `${url}/snapshot.json`);
		// The border to another program's output.
		return status === 200 ? JSON.parse(body) as Told : {time: '', alerts: [], events: []};
	}

	test('a machine without trouble has no alert', async () => {
		await using service = await startService(namespace);
		const startedAt = Date.now();
		const {alerts, events} = await until(async () => ask(service.url), ({time}) => Date.parse(time) > startedAt + (2 * withinMilliseconds));
		assert.deepEqual([alerts, events], [[], []]);
	});

	test('what was wrong before portop started is said within three seconds', async () => {
		await startIncident(namespace);
		await using service = await startService(namespace, '--probe', lostTarget);
		const startedAt = Date.now();
		const {alerts, events} = await until(async () => ask(service.url), told => expectedAlerts.every(([source]) => told.alerts.some(alert => alert.source === source)));
		for (const [source, severity, subject, message] of expectedAlerts) {
			const alert = alerts.find(one => one.source === source && one.subject.text === subject);
			assert.ok(alert, `${source} of ${subject}: ${JSON.stringify(alerts)}`);
			assert.match(alert.message, message);
			const fired = events.find(event => event.kind === 'alert-fired' && event.subject.text === subject)!;
			// On a busy machine it may have become worse by now.
			assert.equal(fired.weight, severity, alert.message);
			const took = Date.parse(fired.time) - startedAt;
			// A sample a second: the one at three seconds comes a moment later.
			assert.ok(took < withinMilliseconds + 500, `${source}: ${took} ms`);
		}

		// One of each, but for the other end of the lossy connections.
		assert.deepEqual(alerts.map(alert => alert.source).filter(source => source !== 'retransmissions').toSorted(), expectedAlerts.map(([source]) => source).filter(source => source !== 'retransmissions').toSorted());
	});
});
