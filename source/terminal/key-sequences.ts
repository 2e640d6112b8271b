import {keyOfCtrl, keysOfText} from '../text/keys.ts';

/** The final characters of cursor keys: `CSI A`, `CSI 1;5 A` with Ctrl, `SS3 A`; in lower case rxvt's with Shift or Ctrl. */
const finalKeys: Readonly<Record<string, string>> = {
	A: 'up', B: 'down', C: 'right', D: 'left', H: 'home', F: 'end', Z: 'shift-tab', a: 'up', b: 'down', c: 'right', d: 'left',
};

/** The first parameter of `CSI n ~`, where rxvt has `^` with Ctrl. */
const numberedKeys: Readonly<Record<string, string>> = {
	1: 'home', 3: 'delete', 4: 'end', 5: 'page-up', 6: 'page-down', 7: 'home', 8: 'end',
};

/** Returns the key of a control sequence; null where it is none that portop has. */
export function keyOfSequence(parameters: string, final: string): string | null {
	const [first = ''] = parameters.split(/[:;]/, 1);
	switch (final) {
		case '~':
		case '^': {
			// `CSI [5~`: PuTTY's.
			return numberedKeys[first.replace('[', '')] ?? null;
		}

		case 'u': {
			return keyOfCodePoint(parameters);
		}

		default: {
			// `CSI [A` is F1 of the Linux console.
			return first.startsWith('[') ? null : finalKeys[final] ?? null;
		}
	}
}

/** Returns the key of `SS3 x`. */
export function keyOfSs3(final: string): string | null {
	return final === 'M' ? 'enter' : finalKeys[final] ?? null;
}

/** `CSI 99;5u`: Ctrl-C of a terminal whose last program has left kitty's keyboard protocol on. */
function keyOfCodePoint(parameters: string): string | null {
	const [code = '', modifiers = '1'] = parameters.split(';', 2);
	const [modifier = '1', event = '1'] = modifiers.split(':', 2);
	const codePoint = Number(code.split(':', 1)[0]);
	// A release (3) is no key.
	if (event === '3' || !Number.isSafeInteger(codePoint) || codePoint > 0x10_FF_FF) {
		return null;
	}

	const typed = String.fromCodePoint(codePoint);
	const isCtrl = ((Number(modifier) - 1) & 4) !== 0;
	return isCtrl && /^[a-z]$/.test(typed) ? keyOfCtrl(typed) : keysOfText(typed)[0] ?? null;
}
