import assert from 'node:assert/strict';
import {test} from 'node:test';
import {layOut, widthOfLabels} from '../../../source/ui/detail/blocks.ts';
import {plainTheme} from '../../../source/ui/text/theme.ts';

test('a label never touches its value, however long it is', () => {
	const labels = ['22 ssh', '2024 xinuexpansion4', `8080 ${'x'.repeat(60)}`];
	assert.deepEqual(layOut([{label: labels[1]!, value: '1'}], 80, plainTheme), ['  2024 xinuexpansi… 1']);
	assert.deepEqual(labels.slice(0, 2).map(label => layOut([{label, labelWidth: widthOfLabels(labels.slice(0, 2)), value: '1'}], 80, plainTheme)), [
		['  22 ssh               1'],
		['  2024 xinuexpansion4  1'],
	]);
	assert.equal(widthOfLabels(labels), 40);
	assert.equal(widthOfLabels([]), 18);
});
