import type {Buffer} from 'node:buffer';
import {keyOfPaste, keysOfText} from '../text/keys.ts';
import {readBackground, type Background} from './background.ts';
import {keyOfSequence, keyOfSs3} from './key-sequences.ts';
import {isBetween, skip} from './escape.ts';
import {readMouse, type MouseAction} from './mouse.ts';

/** Everything that a terminal sends. */
export type InputEvent =
	/** Keys by name, in their order: source/text/keys.ts. */
	| {readonly type: 'keys'; readonly keys: readonly string[]}
	| {readonly type: 'mouse'; readonly mouse: MouseAction}
	/** The answer to a status request: the terminal has read so far. */
	| {readonly type: 'ready'}
	/** The answer to the question for the background; null where it makes no sense. */
	| {readonly type: 'background'; readonly background: Background | null};

const escape = '\u{1B}';
const ctrlC = '\u{3}';
const pasteBegin = `${escape}[200~`;
const pasteEnd = `${escape}[201~`;
const bell = '\u{7}';

/** Milliseconds after which the Esc key is no beginning of a sequence. */
const escapeMilliseconds = 20;
/** The beginning of a longer sequence is not typed: its rest is under way, and else it is dropped. */
const sequenceMilliseconds = 1000;
/** A paste that pauses for longer has lost its end: keys are keys again. */
const pasteMilliseconds = 3000;
/** Longer answers are none. */
const maxSequenceLength = 512;

/** A part of the input: its length and what it means. null: its end is still missing. */
type Part = {readonly length: number; readonly events: readonly InputEvent[]} | null;

/**
Reads what a terminal sends, wherever the input is cut: keys, pastes (xterm's control sequences, "Bracketed Paste Mode"), the mouse,
and answers. Keys that come in one read are all keys. Its memory is bounded.
*/
export class InputDecoder {
	readonly #decoder = new TextDecoder();
	/** The beginning of a sequence: only what follows shows what it is. */
	#pending = '';
	#isPasting = false;

	/** Milliseconds after which `flush` must be called unless something comes before; null when nothing is held. */
	get holdMilliseconds(): number | null {
		if (this.#pending === '') {
			return this.#isPasting ? pasteMilliseconds : null;
		}

		return this.#pending.length <= 2 ? escapeMilliseconds : sequenceMilliseconds;
	}

	push(chunk: Buffer): readonly InputEvent[] {
		let text = this.#pending + this.#decoder.decode(chunk, {stream: true});
		this.#pending = '';
		const events: InputEvent[] = [];
		while (text !== '') {
			const part: Part = this.#isPasting ? this.#readPaste(text) : this.#read(text);
			if (part === null) {
				this.#pending = text;
				break;
			}

			events.push(...part.events);
			text = text.slice(part.length);
		}

		return joined(events);
	}

	/** Gives back what was held too long: Esc, or Esc and a character, was typed after all. The beginning of an answer is dropped. */
	flush(): readonly InputEvent[] {
		const held = this.#pending;
		this.#pending = '';
		this.#isPasting = false;
		return held.length === 0 || held.length > 2 ? [] : [keysEvent(keysOfText(held))];
	}

	#readPaste(text: string): Part {
		const end = text.indexOf(pasteEnd);
		const interrupt = text.indexOf(ctrlC);
		// Terminals send no control characters of what is pasted: this one is a key.
		if (interrupt !== -1 && (end === -1 || interrupt < end)) {
			this.#isPasting = false;
			return {length: interrupt, events: pasteEvents(text.slice(0, interrupt))};
		}

		if (end !== -1) {
			this.#isPasting = false;
			return {length: end + pasteEnd.length, events: pasteEvents(text.slice(0, end))};
		}

		let length = text.length - Math.min(text.length, pasteEnd.length - 1);
		while (!pasteEnd.startsWith(text.slice(length))) {
			length++;
		}

		return length === 0 ? null : {length, events: pasteEvents(text.slice(0, length))};
	}

	#read(text: string): Part {
		if (text.startsWith(pasteBegin)) {
			this.#isPasting = true;
			return {length: pasteBegin.length, events: []};
		}

		const place = text.indexOf(escape);
		if (place === -1) {
			return {length: text.length, events: [keysEvent(keysOfText(text))]};
		}

		return place === 0 ? readSequence(text) : {length: place, events: [keysEvent(keysOfText(text.slice(0, place)))]};
	}
}

function readSequence(text: string): Part {
	switch (text[1]) {
		case undefined: {
			return null;
		}

		case '[': {
			return readControlSequence(text);
		}

		case 'O': {
			return text.length === 2 ? null : readSs3(text);
		}

		case ']': {
			return readString(text);
		}

		default: {
			// A terminal sends Alt as Esc, and so looks Esc followed at once by another key: the one that portop has.
			return {length: 1, events: [keysEvent(['escape'])]};
		}
	}
}

/** ECMA-48, 5.4: parameters, intermediates, a final character. A control character ends one that was cut off. */
function readControlSequence(text: string): Part {
	const afterParameters = skip(text, text[2] === '[' ? 3 : 2, 0x30, 0x3F);
	const place = skip(text, afterParameters, 0x20, 0x2F);
	const parameters = text.slice(2, afterParameters);
	const final = text[place];
	if (final === undefined) {
		return text.length > maxSequenceLength ? {length: text.length, events: []} : null;
	}

	if (!isBetween(text, place, 0x40, 0x7E)) {
		return {length: place, events: []};
	}

	const length = place + 1;

	// `CSI M` of a terminal without mode 1006: the button and the place are three characters.
	if (final === 'M' && parameters === '') {
		return text.length < length + 3 ? null : {length: length + 3, events: []};
	}

	if (parameters.startsWith('<')) {
		const mouse = readMouse(parameters.slice(1), final);
		return {length, events: mouse === null ? [] : [{type: 'mouse', mouse}]};
	}

	// Ready, and malfunction: both say that the terminal has read so far.
	if (final === 'n') {
		return {length, events: parameters === '0' || parameters === '3' ? [{type: 'ready'}] : []};
	}

	const key = keyOfSequence(parameters, final);
	return {length, events: key === null ? [] : [keysEvent([key])]};
}

function readSs3(text: string): Part {
	const key = keyOfSs3(text[2]!);
	return {length: 3, events: key === null ? [] : [keysEvent([key])]};
}

/** An operating system command, which begins with a number: the answer to a question for a colour. */
function readString(text: string): Part {
	if (text.length > 2 && !/\d/.test(text[2]!)) {
		return {length: 1, events: [keysEvent(['escape'])]};
	}

	// Control characters end it, of which BEL and ST are its own.
	const place = skip(text, 2, 0x20, Infinity);
	const isTorn = place === text.length || (text[place] === escape && place === text.length - 1);
	if (isTorn) {
		return place > maxSequenceLength ? {length: place, events: []} : null;
	}

	const terminator = [bell, `${escape}\\`].find(each => text.startsWith(each, place)) ?? '';
	const content = text.slice(2, place);
	return {
		length: place + terminator.length,
		events: terminator !== '' && content.startsWith('11;') ? [{type: 'background', background: readBackground(content.slice(3))}] : [],
	};
}

function keysEvent(keys: readonly string[]): InputEvent {
	return {type: 'keys', keys};
}

function pasteEvents(text: string): readonly InputEvent[] {
	return text === '' ? [] : [keysEvent([keyOfPaste(text)])];
}

/** Neighbouring keys as one event. */
function joined(events: readonly InputEvent[]): readonly InputEvent[] {
	const result: InputEvent[] = [];
	for (const event of events) {
		const last = result.at(-1);
		if (event.type === 'keys' && last?.type === 'keys') {
			result[result.length - 1] = keysEvent([...last.keys, ...event.keys]);
		} else {
			result.push(event);
		}
	}

	return result;
}
