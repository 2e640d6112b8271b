/** One escape sequence within a line. */
export type Escape = {
	/** Index of the first character after it. */
	readonly end: number;
	/** The parameters of an SGR sequence; null for every other one. */
	readonly sgr: string | null;
};

const escapeCharacter = '\u{1B}';
const c1Csi = '\u{9B}';
// OSC, DCS, SOS, PM, APC.
const stringIntroducers = new Set(']PX^_');

/** Index of the next character that begins an escape sequence; the length of the line if there is none. */
export function findEscape(line: string, from: number): number {
	for (let index = from; index < line.length; index++) {
		if (line[index] === escapeCharacter || line[index] === c1Csi) {
			return index;
		}
	}

	return line.length;
}

/**
Reads an escape sequence: ECMA-35 §13.2 and ECMA-48 §5.4, strings up to BEL or ST. One that is cut off reaches to
where it stops making sense.
@param start Index of its first character, as `findEscape` gives it.
*/
export function readEscape(line: string, start: number): Escape {
	if (line[start] === c1Csi) {
		return readControlSequence(line, start + 1);
	}

	const introducer = line[start + 1] ?? '';
	if (introducer === '[') {
		return readControlSequence(line, start + 2);
	}

	if (stringIntroducers.has(introducer)) {
		return {end: endOfString(line, start + 2), sgr: null};
	}

	const final = skip(line, start + 1, 0x20, 0x2F);
	return {end: afterFinal(line, final, 0x30), sgr: null};
}

function readControlSequence(line: string, body: number): Escape {
	const final = skip(line, body, 0x20, 0x3F);
	const parameters = line.slice(body, final);
	const isSgr = line[final] === 'm' && /^[\d:;]*$/.test(parameters);
	return {end: afterFinal(line, final, 0x40), sgr: isSgr ? parameters : null};
}

function endOfString(line: string, body: number): number {
	for (let index = body; index < line.length; index++) {
		if (line[index] === '\u{7}') {
			return index + 1;
		}

		if (line[index] === escapeCharacter) {
			return line[index + 1] === '\\' ? index + 2 : index;
		}
	}

	return line.length;
}

/** Index of the first character whose code is not in the range. */
export function skip(line: string, from: number, first: number, last: number): number {
	let index = from;
	while (isBetween(line, index, first, last)) {
		index++;
	}

	return index;
}

/** Index after a character, if it may be the final one of a sequence. */
function afterFinal(line: string, index: number, first: number): number {
	return isBetween(line, index, first, 0x7E) ? index + 1 : index;
}

/** Returns whether the code of a character is in a range. */
export function isBetween(line: string, index: number, first: number, last: number): boolean {
	const code = line.codePointAt(index) ?? -1;
	return code >= first && code <= last;
}
