import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {openRecording} from '../../source/recording/open-recording.ts';
import {RecordedPorts} from '../../source/recording/recorded-ports.ts';
import {RecordingBuilder} from '../builders/recording.ts';
import {temporaryPlace} from '../helpers/recorder.ts';

const minute = 60_000;
const start = Date.UTC(2026, 2, 1);

/** Opens what a test has written; `web1` is the builder's machine. */
function recorded(t: TestContext, write: (builder: RecordingBuilder) => void, host = 'web1'): RecordedPorts {
	const {file, remove} = temporaryPlace();
	{
		using builder = new RecordingBuilder(file);
		write(builder);
	}

	const database = openRecording(file);
	t.after(() => {
		database.close();
		remove();
	});
	return new RecordedPorts(database, host);
}

const minuteAt = (index: number, ports: Parameters<RecordingBuilder['interval']>[0]['ports'] = []) => ({time_ms: start + (index * minute), resolution_s: 60, ports});

describe('the ports of a recording', () => {
	it('are those of the minutes before a moment, up to so far before the last of them', t => {
		const ports = recorded(t, builder => {
			builder.session(start, start + (10 * minute));
			for (let index = 0; index < 10; index++) {
				builder.interval(minuteAt(index));
				builder.interval({time_ms: start + (index * minute), resolution_s: 10});
			}
		});
		assert.deepEqual(ports.minutes(start + (6 * minute), 120).map(({time}) => (time - start) / minute), [3, 4, 5]);
		assert.deepEqual(ports.minutes(start, 120), []);
	});

	it('are those of one machine', t => {
		const write = (builder: RecordingBuilder) => {
			builder.session(start, start + minute);
			builder.interval(minuteAt(0));
		};

		assert.equal(recorded(t, write).minutes(Infinity, 120).length, 1);
		const other = recorded(t, write, 'web2');
		assert.equal(other.minutes(Infinity, 120).length, 0);
		assert.equal(other.lastHost, 'web1');
	});

	it('have sockets, and what is unknown of them is null', t => {
		const ports = recorded(t, builder => {
			builder.session(start, start + minute);
			builder.interval(minuteAt(0, [
				{
					port: 443, connections: 3.5, established: 2, half_open_max: 4, close_wait_max: 5, peers_max: 6, opened: 7, received_bytes: 8, sent_bytes: 9, accept_queue_max: 0,
				},
				{
					port: 53, protocol: 'udp', process: null, receive_queue_max_bytes: 0,
				},
				{port: 8080, connections: 3},
				{port: 99, protocol: 'sctp', accept_queue_max: 0},
			]));
		});
		const [only] = ports.minutes(Infinity, 120);
		const unknown = {
			connections: null, established: null, maxHalfOpen: null, maxCloseWait: null, maxPeers: null, opened: null, receivedBytes: null, sentBytes: null,
		};
		assert.deepEqual(ports.ports(only!), [
			{
				name: {protocol: 'tcp', address: '0.0.0.0', port: 443},
				process: 'nginx',
				connections: 3.5,
				established: 2,
				maxHalfOpen: 4,
				maxCloseWait: 5,
				maxPeers: 6,
				opened: 7,
				receivedBytes: 8,
				sentBytes: 9,
			},
			{name: {protocol: 'udp', address: '0.0.0.0', port: 53}, process: null, ...unknown},
		]);
		assert.deepEqual(ports.ports({...only!, id: 1}), []);
	});

	it('have incidents of the detectors, up to the end of a recorder that died', t => {
		const alert = {
			session_id: 1, severity: 'warning', origin: 'detector', source: 'many connections', subject_kind: 'port', subject_identity: 'tcp|0.0.0.0|443', subject: '443',
			message: '', explanation: '', first_value: '', worst_value: '',
		};
		const ports = recorded(t, builder => {
			builder.session(start, start + (10 * minute));
			builder.insert('alerts', {...alert, raised_ms: start, resolved_ms: start + minute});
			builder.insert('alerts', {...alert, raised_ms: start + (5 * minute), resolved_ms: null});
			builder.insert('alerts', {
				...alert, origin: 'rule', raised_ms: start + (6 * minute), resolved_ms: null,
			});
		});
		assert.deepEqual(ports.incidents(start + (2 * minute)).map(({identity, raised, resolved}) => [identity, raised - start, resolved - start]), [['tcp|0.0.0.0|443', 5 * minute, 10 * minute]]);
	});
});
