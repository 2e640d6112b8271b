/*
Moves packets between a TUN device in each of two namespaces, as a plan says:
	node forwarder.ts CLIENT-NAMESPACE SERVER-NAMESPACE PLAN
Says `ready` when the devices are there; each line on standard input is answered with a ForwarderReport as one line.
Ends with its standard input. All of it is one loop of system calls: an event loop would add delays of its own.
*/
import process from 'node:process';
import {percentile} from '../../../benchmark/statistics.ts';
import {readQuestions, say} from './command-line.ts';
import {Departures, type Departure} from './departures.ts';
import {PathRules} from './path-rules.ts';
import {device, type ForwarderReport, type PathPlan} from './plan.ts';
import {
	openTun,
	readTun,
	sleepExactly,
	Waiter,
	writeTun,
} from './system.ts';
import {timeExceeded} from './time-exceeded.ts';

/** So long before a packet is due the loop stops sleeping: waking up takes the machine about that long. */
const spinMilliseconds = 0.15;
const standardInput = 2;

const [clientName = '', serverName = '', plan = ''] = process.argv.slice(2);
const client = openTun(clientName, device);
const server = openTun(serverName, device);
// The border to the process that has made the plan.
const rules = new PathRules(JSON.parse(plan) as PathPlan);
const departures = new Departures();
const lateness: number[] = [];
const waiter = new Waiter(client, server, 0);

sleepExactly();
say('ready');
for (;;) {
	const due = departures.next?.atMilliseconds ?? Infinity;
	waiter.wait(Math.min(1000, due - performance.now() - spinMilliseconds));
	takeIn();
	sendOut();
	if (waiter.isReady(standardInput)) {
		const questions = readQuestions();
		if (questions === 0) {
			break;
		}

		for (let question = 0; question < questions; question++) {
			say(JSON.stringify(report()));
		}
	}
}

function takeIn(): void {
	for (let packet = readTun(client); packet !== undefined; packet = readTun(client)) {
		const now = performance.now();
		const answer = timeExceeded(packet);
		const toServer = rules.forward(packet, now);
		// A router turns away what has come to it.
		schedule(answer === undefined || toServer.length === 0 ? toServer : rules.backward(answer, now));
	}

	for (let packet = readTun(server); packet !== undefined; packet = readTun(server)) {
		schedule(rules.backward(packet, performance.now()));
	}
}

function schedule(planned: readonly Departure[]): void {
	for (const departure of planned) {
		departures.add(departure);
	}
}

function sendOut(): void {
	for (let departure = departures.take(performance.now()); departure !== undefined; departure = departures.take(performance.now())) {
		writeTun(departure.to === 'client' ? client : server, departure.bytes);
		lateness.push(performance.now() - departure.atMilliseconds);
	}
}

function report(): ForwarderReport {
	return {
		probes: rules.probes,
		lateness: {median: percentile(lateness, 0.5), p95: percentile(lateness, 0.95), maximum: Math.max(0, ...lateness)},
	};
}
