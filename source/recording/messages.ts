import type {RecordedSample} from './recorded-sample.ts';
import type {RecorderSession} from './recording-writer.ts';

/** The beginning of the recorder's thread. */
export type RecorderOptions = {
	readonly file: string;
	readonly session: RecorderSession;
};

export type ToRecorder =
	/** At most one is outstanding. `lost` samples before these could not be kept. */
	| {readonly type: 'write'; readonly samples: readonly RecordedSample[]; readonly lost: number}
	| {readonly type: 'close'};

export type FromRecorder =
	| {readonly type: 'opened'}
	/** It cannot record at all; nothing follows. `isTaken`: another recorder writes to the file. */
	| {readonly type: 'refused'; readonly message: string; readonly isTaken: boolean}
	| {readonly type: 'written'}
	/** The samples are not in the file. `isFinal`: and never will be. */
	| {readonly type: 'failed'; readonly message: string; readonly isFinal: boolean}
	/** Everything is in the file, unless there is a problem. */
	| {readonly type: 'closed'; readonly problem: string | null};
