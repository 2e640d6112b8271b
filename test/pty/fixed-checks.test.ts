/* An incident that began before the monitor: every fixed check says so on the screen within three seconds of its first frame. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	expectedAlerts,
	incidentTools,
	lostTarget,
	startIncident,
} from '../helpers/incident.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {portop} from '../helpers/portop.ts';
import {requires} from '../helpers/requirements.ts';
import {startInPty, type PtySession} from './driver.ts';

const bounded = {timeout: 120_000};
const withinSeconds = 3;

/** Its first frame is on the screen. The Alerts view has room for all that happened. */
async function startMonitorIn(namespace: Namespace, ...flags: readonly string[]): Promise<PtySession> {
	const session = await startInPty({
		command: namespace.inside(portop('--utc', ...flags)), columns: 180, rows: 45, env: {NO_COLOR: undefined, XDG_CONFIG_HOME: '/nonexistent'},
	});
	await session.waitFor(/Health/, {timeout: 30_000});
	return session;
}

/** The seconds since midnight of the first time of day in a text. */
function secondsOf(text: string): number {
	const [, hours, minutes, seconds] = /(\d\d):(\d\d):(\d\d)/.exec(text)!;
	return (Number(hours) * 3600) + (Number(minutes) * 60) + Number(seconds);
}

test('the monitor says what was wrong before it started', {...bounded, ...requires({root: true, tools: incidentTools})}, async () => {
	await using namespace = await createNamespace();
	await startIncident(namespace);
	await using session = await startMonitorIn(namespace, '--probe', lostTarget);
	const shown = secondsOf(new Date().toISOString());
	// Who holds a descriptor is known when the processes have been read, which a busy machine takes its time for.
	const [header] = await session.waitFor(/24070 tcp node\(/, {timeout: 30_000});
	const owned = secondsOf(header!);
	await session.waitFor(/CRIT 24099 node: accept queue 6\/5 full/, {timeout: 20_000});
	session.press('8');
	/** The log's line of an alert that began; active alerts stand above it with their severity in capitals. */
	const logged = (screen: readonly string[], [, severity, owner, message]: (typeof expectedAlerts)[number]) => screen.find(line => {
		// The owner is cut, or not known yet.
		const subject = owner.replace(/ \(.*/, '');
		const at = line.indexOf(`${subject} `);
		return /^ *\d\d:\d\d:\d\d /.test(line) && line.slice(0, at).trimEnd().endsWith(severity)
			// What follows the message are its figures before and after.
			&& at !== -1 && message.test(line.slice(at + subject.length).replace(/^ \(\S+/, '').trim().split(/ {2,}| – → /, 1)[0]!);
	});
	const screen = await session.waitFor(lines => expectedAlerts.every(alert => logged(lines, alert) !== undefined), {timeout: 20_000});
	for (const alert of expectedAlerts) {
		const line = logged(screen, alert)!;
		const from = alert[0] === 'open files' ? Math.max(shown, owned) : shown;
		const took = (secondsOf(line) - from + 86_400) % 86_400;
		assert.ok(took <= withinSeconds || took > 86_390, `${took} s: ${line}`);
	}
});

test('the monitor says nothing of a machine without trouble', {...bounded, ...requires({root: true, tools: incidentTools})}, async () => {
	await using namespace = await createNamespace();
	await using session = await startMonitorIn(namespace);
	const clock = (screen: readonly string[]) => secondsOf(/\d\d:\d\d:\d\d UTC/.exec(screen[0]!)![0]);
	const started = clock(session.screen());
	session.press('8');
	const screen = await session.waitFor(lines => (clock(lines) - started + 86_400) % 86_400 > 2 * withinSeconds, {timeout: 60_000});
	// Each check is listed, none has fired, and below the last one there is no event; then comes the selected one's detail.
	const rows = screen.slice(4, -1);
	const detail = rows.findIndex(line => line.startsWith('╭'));
	const listed = rows.slice(0, detail === -1 ? undefined : detail).filter(line => line !== '');
	assert.ok(listed.length >= expectedAlerts.length);
	assert.deepEqual(listed.filter(line => !/^[ ▶] default +check /.test(line) || !line.includes(' not fired: ')), []);
	assert.doesNotMatch(screen[0]!, /critical|warning/);
});
