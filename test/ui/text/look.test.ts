import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {painterOf, wrongWordIn} from '../../../source/ui/text/look.ts';

const escape = '\u{1B}';

test('a look in words is drawn as it says', () => {
	for (const [look, codes] of [['bold', '1'], ['red', '31'], ['bright-red', '91'], ['208', '38;5;208'], ['#102030', '38;2;16;32;48'], ['on blue', '44'], ['on bright-blue', '104'], ['on 17', '48;5;17'], ['on #102030', '48;2;16;32;48']] as const) {
		assert.equal(wrongWordIn(look), null, look);
		assert.ok(painterOf(look)('x').startsWith(`${escape}[${codes}m`), look);
	}

	assert.ok(painterOf('bold red on white')('x').startsWith(`${escape}[1m${escape}[31m${escape}[47mx`));
	assert.equal(painterOf('')('x'), 'x');
});

test('without colours the attributes stay', () => {
	assert.equal(painterOf('red on #102030', false)('x'), 'x');
	assert.ok(painterOf('bold red', false)('x').startsWith(`${escape}[1mx`));
});

test('the first word that means nothing is named', () => {
	for (const [look, word] of [['bold pink', 'pink'], ['256', '256'], ['#12345', '#12345'], ['red on', 'on'], ['on on red', 'on'], ['on bold', 'bold'], ['bright-bold', 'bright-bold']] as const) {
		assert.equal(wrongWordIn(look), word, look);
	}

	const looks = fc.array(fc.constantFrom('bold', 'red', 'on', 'pink', '7', '#ffffff', 'on green'));
	fc.assert(fc.property(looks, words => {
		const look = words.join(' ');
		assert.ok(wrongWordIn(look) !== null || painterOf(look)('x').includes('x'));
	}));
});
