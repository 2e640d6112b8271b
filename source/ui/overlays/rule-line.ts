import type {ViewName} from '../../model/snapshot.ts';
import type {AskedLine, Notice} from '../state/state.ts';
import {drawInput} from '../text/input-line.ts';
import {composeSegments, type Segment} from '../text/segments.ts';
import {fit, oneLine} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';
import {viewRegistry} from '../views/registry.ts';

const prompt = 'Alert when: ';
/** States and counters are of the whole machine. */
const machineExamples = ['state close-wait > 100 for 30s clear 50 critical   TcpExtListenDrops > 10', '> 1000 for 30s clear 800 critical', '> 1000 for 30s critical'];
const examples = [
	'connections > 1000 for 30s critical   acceptQueue > 80%   rtt p95 > 50ms   loss > 5% clear 1%   state close-wait > 100',
	'> 1000 for 30s clear 800 critical where sport:443',
	'> 1000 for 30s critical',
];

/**
The rule while it is typed, and below it what is wrong with it, that its answer is awaited, why it does not begin as one
would think, or the keys and what can be typed.
*/
export function ruleLines({draft, cursor, request, problem}: AskedLine, notice: Notice | null, view: ViewName, keys: readonly Segment[], width: number, theme: Theme): readonly string[] {
	const {line} = drawInput({prompt, text: draft, cursor}, width, theme);
	if (request !== null) {
		return [line, fit('Asking the sampler…', width)];
	}

	if (problem !== null) {
		return [line, theme.bad(fit(`✗ ${oneLine(problem)}`, width))];
	}

	// The syntax is more useful than a note about the history.
	const hint: Segment = notice === null
		? {variants: viewRegistry[view].isMachineWide === true ? machineExamples : examples, priority: [60, 45, 20], style: 'muted'}
		: {variants: [oneLine(notice.text)], priority: 0, style: 'accent'};
	return [line, composeSegments(keys, [hint], width, theme)];
}
