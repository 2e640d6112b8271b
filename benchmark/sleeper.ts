/*
What the machine does to a thread that only sleeps: node sleeper.ts INTERVAL. Says `ready`; each line on standard input is
answered with how much too late it woke up each time so far, in milliseconds, as one line of JSON. Ends with its standard input.
*/
import {setPriority} from 'node:os';
import process from 'node:process';
import {readQuestions, say} from '../test/helpers/path-emulator/command-line.ts';
import {sleepExactly, Waiter} from '../test/helpers/path-emulator/system.ts';

const intervalMilliseconds = Number(process.argv[2]);
const lateness: number[] = [];
const waiter = new Waiter(0);

sleepExactly();
// As the prober's thread has it.
setPriority(-10);
say('ready');
let due = performance.now() + intervalMilliseconds;
for (;;) {
	waiter.wait(due - performance.now());
	if (waiter.isReady(0)) {
		const questions = readQuestions();
		if (questions === 0) {
			break;
		}

		say(JSON.stringify(lateness));
	}

	const late = performance.now() - due;
	if (late >= 0) {
		lateness.push(late);
		due += intervalMilliseconds * Math.ceil(late / intervalMilliseconds);
	}
}
