import type {EventDraft} from '../board/event-log.ts';
import {hasStaleSockets, type ObservedSample} from '../observation/observation.ts';
import {Listeners} from './listeners.ts';
import {ProbeStatuses} from './probe-statuses.ts';
import {SourceStates} from './source-states.ts';
import {WatchedPorts} from './watched-ports.ts';

/** What happened between two samples, whatever the rules are. */
export class Events {
	readonly #watched = new WatchedPorts();
	readonly #listeners = new Listeners();
	readonly #probes = new ProbeStatuses();
	readonly #sources = new SourceStates();

	observe(sample: ObservedSample): readonly EventDraft[] {
		return [...this.#sources.observe(sample), ...this.#ofPorts(sample), ...this.#probes.observe(sample)];
	}

	/** Rows of an earlier sample tell nothing new. */
	#ofPorts(sample: ObservedSample): readonly EventDraft[] {
		if (hasStaleSockets(sample)) {
			return [];
		}

		const {events, changed} = this.#watched.observe(sample);
		return [...events, ...this.#listeners.observe(sample, changed)];
	}
}
