/*
A program on openTerminal for terminal.test.ts: shows a counter, the keys it got and a table that changes.
Arguments: milliseconds between ticks (0: none), and how many rows of the table change with each.
*/
import process from 'node:process';
import {textOf} from '../../source/text/keys.ts';
import {openTerminal} from '../../source/terminal/terminal.ts';

const [interval = 0, changing = 0] = process.argv.slice(2).map(Number);
let tick = 0;
let keys = '';
let painted = 0;
let closed = false;

const terminal = openTerminal({
	onClosed() {
		end(129);
	},
});

/** Ten digits that have nothing in common with the next ones. */
function scramble(seed: number): number {
	return Math.imul(seed + 1, 2_654_435_761) >>> 0;
}

function frame(): string {
	const {columns, rows} = terminal;
	const lines = [`size ${columns}x${rows} tick ${tick} painted ${painted}`, `keys ${JSON.stringify(keys)}`];
	for (let row = lines.length; row < rows; row++) {
		const seed = row - 2 < changing ? (tick * 1000) + (row * 10) : 0;
		const values = [0, 1, 2, 3, 4].map(column => scramble(seed + column));
		lines.push(`\u{1B}[3${(row % 6) + 1}mrow ${row}\u{1B}[39m ${values.map(value => String(value).padStart(14, '.')).join(' word ')}`);
	}

	return lines.join('\n');
}

function draw(): void {
	if (!closed) {
		terminal.stdout.write(frame());
	}
}

/** No process.exit(): nothing that openTerminal did may keep the process alive. */
function end(code: number): void {
	closed = true;
	clearInterval(ticking);
	process.exitCode = code;
}

async function leave(code: number, most?: number): Promise<void> {
	end(code);
	await terminal.close(most);
	if (code === 0) {
		process.stdout.write(`left after ${terminal.bytesWritten} bytes\n`);
	}
}

function pressed(key: string): void {
	keys += textOf(key) ?? `<${key}>`;
	switch (key) {
		case 'q': {
			void leave(0);
			break;
		}

		case 't': {
			throw new Error('thrown on purpose');
		}

		case 'y': {
			terminal.copy('127.0.0.1:80');
			break;
		}

		case 'p': {
			terminal.whenPainted(() => {
				painted++;
				draw();
			});
			break;
		}

		case 'ctrl-z': {
			void terminal.suspend();
			break;
		}

		default:
	}
}

terminal.listen(input => {
	if (input.type === 'keys') {
		for (const key of input.keys) {
			pressed(key);
		}
	}

	draw();
});
terminal.stdout.on('resize', draw);
process.on('SIGTERM', () => {
	void leave(143, 700);
});
process.on('SIGHUP', () => {
	terminal.closeNow();
	end(129);
});
const ticking = interval > 0
	? setInterval(() => {
		tick++;
		draw();
	}, interval)
	: undefined;

draw();
