import type {RecorderSession} from '../../source/recording/recording-writer.ts';

/** The session of a recorder on web1 that takes a sample every second, and has room. */
export function recorderSession(changes: Partial<RecorderSession> = {}): RecorderSession {
	return {
		keepDays: 30, maxBytes: 2 ** 30, intervalSeconds: 1, portopVersion: '0.1.0', host: 'web1', bootId: null, ...changes,
	};
}
