/*
What tcpdump would see at the client's end of the path: node wire-recorder.ts, inside of the client's namespace.
Says `ready` when it listens; each line on standard input is answered with all RecordedPackets so far, as one line.
Ends with its standard input. The kernel stamps the packets; they are fetched seldom, so that nobody is disturbed.
*/
import {readFileSync} from 'node:fs';
import {readQuestions, say} from './command-line.ts';
import {readPacket} from './packet.ts';
import {device, otherTrafficClass, type RecordedPacket} from './plan.ts';
import {PacketSocket, Waiter} from './system.ts';

const fetchMilliseconds = 100;

// `ip netns exec` has mounted the namespace's own /sys.
const socket = new PacketSocket(Number(readFileSync(`/sys/class/net/${device}/ifindex`, 'utf8')));
const waiter = new Waiter(0);
const recorded: RecordedPacket[] = [];

say('ready');
for (;;) {
	waiter.wait(fetchMilliseconds);
	const questions = waiter.isReady(0) ? readQuestions() : undefined;
	if (questions === 0) {
		break;
	}

	fetch();
	for (let question = 0; question < (questions ?? 0); question++) {
		say(JSON.stringify(recorded));
	}
}

function fetch(): void {
	for (let capture = socket.next(); capture !== undefined; capture = socket.next()) {
		const {bytes, isOutgoing, atMicroseconds} = capture;
		const packet = readPacket(bytes, isOutgoing ? 'forward' : 'reply');
		const role = isOutgoing ? 'request' : 'answer';
		if (packet?.role === role && packet.trafficClass !== otherTrafficClass) {
			recorded.push({role, keys: packet.keys, atMicroseconds});
		}
	}
}
