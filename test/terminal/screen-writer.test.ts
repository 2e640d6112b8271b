import {Buffer} from 'node:buffer';
import test, {type TestContext} from 'node:test';
import {ScreenWriter, statusRequest, type Output} from '../../source/terminal/screen-writer.ts';

class FakeOutput implements Output {
	isIdle = true;
	readonly #written: string[];

	constructor(written: string[]) {
		this.#written = written;
	}

	write(text: string): void {
		this.#written.push(text);
	}
}

/** A writer on an output that can be stalled, with timers and a clock that only the test moves. */
function setUp(t: TestContext, columns = 40, rows = 10) {
	t.mock.timers.enable({apis: ['setTimeout', 'setImmediate']});
	let now = 0;
	const written: string[] = [];
	const output = new FakeOutput(written);
	const writer = new ScreenWriter(output, {columns, rows}, () => now);
	return {
		writer,
		output,
		/** Lets time pass; returns what was written meanwhile. */
		advance(milliseconds: number): string {
			for (let passed = 0; passed <= milliseconds; passed++) {
				t.mock.timers.tick(passed === 0 ? 0 : 1);
				now += passed === 0 ? 0 : 1;
			}

			return written.splice(0).join('');
		},
	};
}

test('starts with the terminal\'s modes and a request, then the frame', (t: TestContext) => {
	const {writer, advance} = setUp(t);
	writer.show('hello');
	t.assert.strictEqual(advance(10), '', 'nothing before the start');
	writer.start('modes');
	t.assert.strictEqual(advance(10), `modes${statusRequest}\u{1B}[m\u{1B}[2J\u{1B}[Hhello`);
	writer.answered();
	t.assert.strictEqual(advance(10), statusRequest, 'the frame has a request of its own once the line is known');
	writer.answered();
	t.assert.strictEqual(advance(10), '');
});

test('frames of one turn make one update, and equal frames none', (t: TestContext) => {
	const {writer, advance} = setUp(t);
	writer.start('');
	writer.show('one');
	writer.show('two');
	t.assert.strictEqual(advance(0), `${statusRequest}\u{1B}[m\u{1B}[2J\u{1B}[Htwo`);
	writer.show('two');
	t.assert.strictEqual(advance(100), '');
});

test('a stalled output gets nothing more, and then the latest frame', (t: TestContext) => {
	const {writer, output, advance} = setUp(t);
	writer.start('');
	writer.show('first');
	advance(0);
	output.isIdle = false;
	for (let frame = 0; frame < 10_000; frame++) {
		writer.show(`frame ${frame}`);
	}

	t.assert.strictEqual(advance(3000), '');
	output.isIdle = true;
	writer.continue();
	const bytes = advance(0);
	t.assert.match(bytes, /rame 9999/);
	t.assert.ok(bytes.length < 60);
});

test('without answers no more than a screen is under way; with the answer comes the latest', (t: TestContext) => {
	const {writer, advance} = setUp(t, 200, 50);
	const frame = (character: string) => Array.from({length: 50}, () => character.repeat(200)).join('\n');
	writer.start('');
	advance(1);
	writer.answered();
	let sent = 0;
	for (const character of 'abcdefgh') {
		writer.show(frame(character));
		sent += Buffer.byteLength(advance(20));
	}

	t.assert.ok(sent < 20_000, `${sent} bytes under way`);
	let rest = '';
	for (let answer = 0; answer < 20; answer++) {
		writer.answered();
		rest += advance(20);
	}

	t.assert.ok(rest.includes('h'.repeat(200)));
	t.assert.ok(!rest.includes('c'), 'frames in between were never sent');
});

test('whenPainted waits for the answer to the whole frame', (t: TestContext) => {
	const {writer, output, advance} = setUp(t);
	const painted: string[] = [];
	writer.start('');
	advance(1);
	writer.answered();
	writer.show('frame');
	writer.whenPainted(() => {
		painted.push('frame');
	});
	advance(10);
	t.assert.strictEqual(painted.join(' '), '');
	writer.answered();
	t.assert.strictEqual(painted.join(' '), 'frame');
	writer.whenPainted(() => {
		painted.push('again');
	});
	advance(0);
	t.assert.strictEqual(painted.join(' '), 'frame again', 'nothing to send, nothing under way');
	output.isIdle = false;
	writer.whenPainted(() => {
		painted.push('stalled');
	});
	advance(100);
	t.assert.strictEqual(painted.length, 2);
	output.isIdle = true;
	writer.continue();
	t.assert.strictEqual(painted.length, 3);
});

test('whenPainted does not wait for ever for an answer that was lost', (t: TestContext) => {
	const {writer, advance} = setUp(t);
	let isPainted = false;
	writer.start('');
	advance(1);
	writer.answered();
	writer.show('frame');
	writer.whenPainted(() => {
		isPainted = true;
	});
	advance(4900);
	t.assert.ok(!isPainted);
	advance(200);
	t.assert.ok(isPainted);
});

test('after a pause everything is drawn anew', (t: TestContext) => {
	const {writer, advance} = setUp(t);
	writer.start('');
	writer.show('frame');
	advance(1);
	writer.pause();
	writer.show('later');
	writer.sendAside('bell');
	t.assert.strictEqual(advance(100), '');
	writer.start('modes');
	t.assert.match(advance(1), /^modes.*\[2J.*later/v);
});

test('a bell goes out without a frame, and too much of it does not', (t: TestContext) => {
	const {writer, advance} = setUp(t);
	writer.start('');
	advance(1);
	writer.answered();
	writer.sendAside('\u{7}');
	t.assert.strictEqual(advance(1), `\u{7}${statusRequest}`);
	writer.sendAside('x'.repeat(70_000));
	t.assert.strictEqual(advance(1), '');
});
