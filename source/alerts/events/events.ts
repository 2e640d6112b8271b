import type {EventDraft} from '../board/event-log.ts';
import {hasStaleSockets, type ObservedSample} from '../observation/observation.ts';
import {Listeners} from './listeners.ts';
import {ProbeStatuses} from './probe-statuses.ts';
import {SourceStates} from './source-states.ts';
import {WatchedPorts} from './watched-ports.ts';

/** Finds what happened between two samples, independent of rules. */
export class Events {
	readonly #watched = new WatchedPorts();
	readonly #listeners = new Listeners();
	readonly #probes = new ProbeStatuses();
	readonly #sources = new SourceStates();

	observe(sample: ObservedSample): readonly EventDraft[] {
		return [...this.#sources.observe(sample), ...this.#ofPorts(sample), ...this.#probes.observe(sample)];
	}

	/** Returns the events of ports; none where the rows are those of an earlier sample. */
	#ofPorts(sample: ObservedSample): readonly EventDraft[] {
		if (hasStaleSockets(sample)) {
			return [];
		}

		const {events, changed} = this.#watched.observe(sample);
		return [...events, ...this.#listeners.observe(sample, changed)];
	}
}
