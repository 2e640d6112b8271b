import type {FilterError} from '../../filter/filter-error.ts';
import type {LineKind, TypedLine, UiState} from '../state/state.ts';
import {composeSegments, type Segment} from '../text/segments.ts';
import {
	fit,
	oneLine,
	printable,
	takeStart,
	textWidth,
	truncate,
} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';
import {viewRegistry} from '../views/registry.ts';

const prompts: Readonly<Record<LineKind, string>> = {
	filter: '/', target: 'Probe: ', rule: 'Alert when: ', moment: 'Show: ',
};

const targetExamples = ['host  host:443  [v6]:port  icmp://host  syn://host:port  connect://host:port  udp://host:53', 'host  host:443  icmp://host  udp://host:53'];
const momentHints = ['14:30  yesterday 3:00  -10m  30[ thirty samples back  5{ five minutes back', '14:30  -10m  30[ samples back  5{ minutes back', '14:30  -10m'];
/** States and counters are of the whole machine. */
const machineExamples = ['state close-wait > 100 for 30s clear 50 critical   TcpExtListenDrops > 10', '> 1000 for 30s clear 800 critical', '> 1000 for 30s critical'];
const ruleExamples = [
	'connections > 1000 for 30s critical   acceptQueue > 80%   rtt p95 > 50ms   loss > 5% clear 1%   state close-wait > 100',
	'> 1000 for 30s clear 800 critical where sport:443',
	'> 1000 for 30s critical',
];

const graphemes = new Intl.Segmenter();

type LineUi = Pick<UiState, 'columns' | 'view' | 'notice'>;

/**
The line while it is typed, and below it what is wrong with it, that its answer is awaited, or the keys and what can be typed.
@param keys What can be done now, each key with its label.
*/
export function typedLines(line: TypedLine, ui: LineUi, keys: readonly Segment[], theme: Theme): readonly string[] {
	const {drawn, start} = drawInput(line, ui.columns, theme);
	return [drawn, lineBelow(line, start, ui, keys, theme)];
}

/** The mistake (`start` is the UTF-16 index at which the visible part of the text begins), the wait, or the keys. */
function lineBelow({kind, text, request, problem}: TypedLine, start: number, ui: LineUi, keys: readonly Segment[], theme: Theme): string {
	const {columns: width} = ui;
	if (request !== null) {
		return fit('Asking the sampler…', width);
	}

	if (typeof problem === 'string') {
		return theme.bad(fit(`✗ ${oneLine(problem)}`, width));
	}

	return problem === null ? composeSegments(keys, hints(kind, ui), width, theme) : theme.bad(caretLine(printable(text), problem, start, width));
}

/** The syntax, which is more useful than a note about the history; for a rule that does not begin as one would think, the reason. */
function hints(kind: LineKind, {view, notice}: LineUi): readonly Segment[] {
	switch (kind) {
		case 'filter': {
			return [];
		}

		case 'target': {
			return [{variants: targetExamples, priority: [60, 45], style: 'muted'}];
		}

		case 'moment': {
			return [{variants: momentHints, priority: [60, 45, 20], style: 'muted'}];
		}

		case 'rule': {
			return [notice === null
				? {variants: viewRegistry[view].isMachineWide === true ? machineExamples : ruleExamples, priority: [60, 45, 20], style: 'muted'}
				: {variants: [oneLine(notice.text)], priority: 0, style: 'accent'}];
		}
	}
}

/** The caret stands under the first wrong character; the message to its right, or to its left where it does not fit. */
function caretLine(text: string, error: FilterError, start: number, width: number): string {
	const from = Math.max(start, error.position);
	const column = Math.min(width - 1, prompts.filter.length + textWidth(text.slice(start, from)));
	const wrongWidth = textWidth(text.slice(from, error.position + error.length));
	const caret = '^'.repeat(Math.max(1, Math.min(wrongWidth, width - column)));
	const message = oneLine(error.message);
	const roomRight = width - column - caret.length - 1;
	const roomLeft = column - 1;
	const isLeft = textWidth(message) > roomRight && roomLeft > roomRight;
	return fit(isLeft ? `${fit(message, roomLeft, 'right')} ${caret}` : `${' '.repeat(column)}${caret} ${truncate(message, roomRight)}`, width);
}

/** Returns a line of text that is typed, exactly `width` cells, its cursor in sight; and the UTF-16 index at which its visible part begins. */
function drawInput({kind, text, cursor, replaces}: TypedLine, width: number, theme: Theme): {readonly drawn: string; readonly start: number} {
	const prompt = replaces === null ? prompts[kind] : 'Edit rule: ';
	const shown = printable(text);
	const room = width - textWidth(prompt);
	const starts = [...graphemes.segment(shown)].map(({index}) => index);
	const under = cursor >= shown.length ? shown.length : starts.findLast(index => index <= cursor) ?? 0;
	const character = [...graphemes.segment(shown.slice(under))][0]?.segment ?? '';
	// An invisible character gets a visible cursor too; a character may take three cells.
	const cursorCell = textWidth(character) === 0 ? ' ' : character;
	const roomLeft = room - textWidth(cursorCell);
	const start = starts.find(index => index <= under && textWidth(shown.slice(index, under)) <= roomLeft) ?? under;
	const left = shown.slice(start, under);
	const right = fit(shown.slice(under + character.length), roomLeft - textWidth(left), 'left', takeStart);
	return {drawn: theme.accent(prompt) + left + theme.cursor(cursorCell) + right, start};
}
