import type {AskedLine} from '../state/state.ts';
import {drawInput} from '../text/input-line.ts';
import {composeSegments, type Segment} from '../text/segments.ts';
import {fit, oneLine} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';

const prompt = 'Probe: ';
const examples = 'host  host:443  [v6]:port  icmp://host  syn://host:port  connect://host:port  udp://host:53';

/** The target while it is typed, and below it what is wrong with it, that its answer is awaited, or the keys and what can be typed. */
export function targetLines({draft, cursor, request, problem}: AskedLine, keys: readonly Segment[], width: number, theme: Theme): readonly string[] {
	const {line} = drawInput({prompt, text: draft, cursor}, width, theme);
	if (request !== null) {
		return [line, fit('Asking the sampler…', width)];
	}

	// The syntax is more useful than a note about the history.
	const hint: Segment = {variants: [examples, 'host  host:443  icmp://host  udp://host:53'], priority: [60, 45], style: 'muted'};
	return [line, problem === null ? composeSegments(keys, [hint], width, theme) : theme.bad(fit(`✗ ${oneLine(problem)}`, width))];
}
