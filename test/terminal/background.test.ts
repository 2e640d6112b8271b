import assert from 'node:assert/strict';
import {test} from 'node:test';
import {backgroundHint, canAskBackground, readBackground} from '../../source/terminal/background.ts';

test('an answer says how bright the background is, or nothing', () => {
	for (const [answer, background] of [
		['rgb:0000/0000/0000', 'dark'],
		['rgb:ffff/ffff/ffff', 'light'],
		['rgb:fd/f6/e3', 'light'],
		['rgb:00/2b/36', 'dark'],
		['rgba:ffff/ffff/ffff/8000', 'light'],
		['#fdf6e3', 'light'],
		['rgb:0/0/f', 'dark'],
		['rgb:0/f/0', 'light'],
		['rgb:zz/00/00', null],
		['rgb:00000/0/0', null],
		['', null],
		['?', null],
	] as const) {
		assert.equal(readBackground(answer), background, answer);
	}
});

test('terminals that would print the question are not asked', () => {
	for (const [type, can] of [['xterm-256color', true], ['screen', true], ['tmux-256color', true], ['xterm-kitty', true], ['linux', false], ['linux-16color', false], ['vt100', false], ['vt220', false], ['dumb', false], ['', false]] as const) {
		assert.equal(canAskBackground({TERM: type}), can, type);
	}

	assert.equal(canAskBackground({}), false);
});

test('COLORFGBG is a hint', () => {
	for (const [colors, background] of [['15;0', 'dark'], ['0;15', 'light'], ['0;default;15', 'light'], ['0;7', 'light'], ['15;8', 'dark'], ['15;default', null], ['', null], ['0;151', null]] as const) {
		assert.equal(backgroundHint({COLORFGBG: colors}), background, colors);
	}

	assert.equal(backgroundHint({}), null);
});
