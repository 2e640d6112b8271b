import type {AskedLine} from '../store/state.ts';
import {drawInput} from './input-line.ts';
import {composeSegments, type Segment} from './segments.ts';
import {fit, oneLine} from './text-width.ts';
import type {Theme} from './theme.ts';

const prompt = 'Alert when: ';
const examples = 'connections > 1000 for 30s critical where port:443   loss > 5%   rtt p95 > 50ms   acceptQueue > 80%';

/** The rule while it is typed, and below it what is wrong with it, that its answer is awaited, or the keys and what can be typed. */
export function ruleLines({draft, cursor, request, problem}: AskedLine, keys: readonly Segment[], width: number, theme: Theme): readonly string[] {
	const {line} = drawInput({prompt, text: draft, cursor}, width, theme);
	if (request !== null) {
		return [line, fit('Asking the sampler…', width)];
	}

	const hint: Segment = {variants: [examples, 'for 30s  critical  where port:443', 'for 30s'], priority: [60, 45, 20], style: 'muted'};
	return [line, problem === null ? composeSegments(keys, [hint], width, theme) : theme.bad(fit(`✗ ${oneLine(problem)}`, width))];
}
