import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {interfaceLineCount, interfaceLines} from '../../../source/ui/overlays/interfaces.ts';
import {createTheme, plainTheme} from '../../../source/ui/text/theme.ts';
import {baseUi, messageFor} from '../screen/samples.ts';
import {sampleInterfaces} from '../screen/traffic-samples.ts';
import {anyInterface, terminalWidth} from '../arbitraries.ts';

const theme = createTheme(true);

function isClean(text: string): boolean {
	return !/\p{Control}/u.test(stripVTControlCharacters(text));
}

test('any interfaces fit, and are as many lines as scrolling counts', () => {
	fc.assert(fc.property(fc.array(anyInterface, {maxLength: 6}), terminalWidth, (interfaces, columns) => {
		const ui = {...baseUi, columns};
		const data = {message: messageFor(ui, {view: 'ports', rows: []}, {interfaces})};
		const lines = interfaceLines(ui, data, theme);
		assert.equal(lines.length, interfaceLineCount(ui, data));
		assert.ok(lines.every(line => stringWidth(line) <= columns && isClean(line)));
	}), {numRuns: 50});
});

test('charts have the colours of their meaning, a silent one is blank, and nothing of them is read out but what they say', () => {
	const data = {message: messageFor(baseUi, {view: 'ports', rows: []}, {interfaces: sampleInterfaces})};
	const seen = interfaceLines({...baseUi, columns: 200}, data, theme).join('\n');
	for (const style of ['received', 'sent', 'warning'] as const) {
		const [start = ''] = theme[style]('|').split('|', 1);
		const drawn = seen.split(start, 100);
		assert.ok(drawn.some(after => /^ *[\u{2800}-\u{28FF}]/u.test(after)), style);
	}

	const spoken = interfaceLines({...baseUi, isSpoken: true}, data, plainTheme);
	assert.doesNotMatch(spoken.join('\n'), /[\u{2581}-\u{2588}\u{2800}-\u{28FF}]/u);
	assert.ok(spoken.includes('  Out bit/s, peak 1.0G, average 435M'));
	assert.ok(spoken.every(line => line.trim() !== '0'), 'no axis');
});
