/*
How much may be sent to the terminal, and when.

A terminal behind SSH is a queue of unknown length: the kernel accepts 64 KiB at once, and so do the sockets on
the way. The only measure is the terminal's answer to a Device Status Report (CSI 5 n, answered by CSI 0 n): it comes when
everything before the request has arrived there. TIOCOUTQ is useless: it is always 0 on a pseudo-terminal.
*/

// Longest that an update should keep the line busy: a key's answer waits for it.
const targetMilliseconds = 150;
const smallestWindow = 512;
// What a line of 4 KB/s carries in half a second: nothing is known of it yet, and `q` waits for what is under way.
const firstWindow = 2048;
const maxWindow = 65_536;
// Not worth a piece of its own while an answer is under way.
const smallestPiece = 256;

// How long the first answer may take until the terminal counts as one that never answers.
const firstAnswerMilliseconds = 1000;
// A later answer that does not come within this time is lost: a multiplexer was detached, the line was cut.
const lostAnswerMilliseconds = 5000;
const roundTripMemoryMilliseconds = 60_000;

// How long answers are waited for before the terminal is given back: they would be typed into the shell. Of the slowest so far;
// where more is under way than was ever answered, or there was no answer yet, the first ones.
const patienceFactor = 1.5;
const minPatienceMilliseconds = 300;
const maxPatienceMilliseconds = 2000;
const unprovenPatienceMilliseconds = 1000;

// Without answers nothing can be measured: output that the user is not waiting for is sent slowly enough for a slow line.
const silentBytesPerMillisecond = 3;
const silentBurst = 768;
// A whole screen, for what a key does within this time; not for every repetition of a key that is held.
const keyBurst = 8192;
const keyMilliseconds = 150;
const keyPauseMilliseconds = 1000;

type Request = {
	/** Bytes on their way when the request was sent, its own update included. */
	readonly inFlight: number;
	/** All bytes that were ever sent, up to the request. */
	readonly sent: number;
	readonly time: number;
};

/**
Flow control for a terminal. Pure: every call passes the time, in milliseconds of a monotonic clock.
- A terminal that answers: at most `window` bytes are under way, and the window follows what the line carries in
  150 ms beyond its bare round trip.
- One that does not: a trickle, and a burst for what follows a key.
*/
export class Pacing {
	#mode: 'unknown' | 'answering' | 'silent' = 'unknown';
	#window = firstWindow;
	/** Doubles with each answer until the first one that was slow, as TCP's slow start does. */
	#isStarting = true;
	readonly #requests: Request[] = [];
	#sent = 0;
	#acknowledged = 0;
	#firstRequestTime: number | null = null;
	#minRoundTrip = Infinity;
	#previousShortest = Infinity;
	#maxRoundTrip = 0;
	/** The most that was under way when a request was sent that was answered. */
	#provenInFlight = 0;
	#previousLongest = 0;
	#minSince = 0;
	#credit = silentBurst;
	#creditedAt = 0;
	#keyCredit = 0;
	#keyTime = -Infinity;

	/**
	Whether the next update should end with a status request. Until the first answer there is one request, that of the few bytes that
	prepare the terminal: however slow the line is, its answer comes after a bare round trip.
	*/
	get asks(): boolean {
		return this.#mode === 'answering' || (this.#mode === 'unknown' && !this.awaitsAnswer);
	}

	/** Whether something is under way that no request stands behind: then one must be sent by itself. */
	get owesRequest(): boolean {
		return this.#mode === 'answering' && !this.awaitsAnswer && this.#sent > this.#acknowledged;
	}

	/** All bytes of updates so far. */
	get sent(): number {
		return this.#sent;
	}

	/** The number of bytes that the terminal has read; until its first answer, the number that were sent. */
	get acknowledged(): number {
		return this.#mode === 'answering' ? this.#acknowledged : this.#sent;
	}

	get awaitsAnswer(): boolean {
		return this.#requests.length > 0;
	}

	/**
	Returns for how many milliseconds it is worth waiting for the answers that are due: as long as the slowest answer of the last minute
	or two took, and half as long again; at most 1 s while that says little. A terminal that has not answered for 2 s has no answer to give.
	*/
	patience(now: number): number {
		const last = this.#requests.at(-1);
		if (last === undefined) {
			return 0;
		}

		if (this.#mode !== 'answering') {
			return Math.max(0, Math.min(unprovenPatienceMilliseconds, last.time + maxPatienceMilliseconds - now));
		}

		const usual = patienceFactor * Math.max(this.#maxRoundTrip, this.#previousLongest);
		const least = last.inFlight > Math.max(this.#provenInFlight, smallestWindow) ? unprovenPatienceMilliseconds : minPatienceMilliseconds;
		return Math.max(0, last.time + Math.min(Math.max(usual, least), maxPatienceMilliseconds) - now);
	}

	/** Counts the answers that are due as lost: something else has read from the terminal, or will have. */
	forgetRequests(): void {
		this.#requests.length = 0;
		this.#acknowledged = this.#sent;
	}

	/** Returns how many bytes may be sent now; 0 means wait. */
	allowance(now: number): number {
		this.#expire(now);
		if (this.#mode === 'silent') {
			this.#refill(now);
			const credit = Math.max(this.#credit, this.#keyCredit);
			return credit >= smallestPiece ? Math.floor(credit) : 0;
		}

		const free = this.#window - (this.#sent - this.#acknowledged);
		return free < smallestPiece && this.awaitsAnswer ? 0 : Math.max(free, smallestWindow);
	}

	/** Milliseconds until the allowance grows by itself, without an answer. */
	wait(now: number): number {
		if (this.#mode === 'silent') {
			return Math.max(1, (silentBurst - this.#credit) / silentBytesPerMillisecond);
		}

		const limit = this.#mode === 'unknown' ? firstAnswerMilliseconds : lostAnswerMilliseconds;
		return Math.max(1, (this.#requests[0]?.time ?? now) + limit - now);
	}

	/** An update was handed to the kernel, with a status request at its end if `asks`. */
	wrote(bytes: number, now: number): void {
		const {asks} = this;
		this.#sent += bytes;
		if (this.#mode === 'silent') {
			this.#refill(now);
			this.#credit -= bytes;
			this.#keyCredit -= bytes;
			return;
		}

		this.#firstRequestTime ??= now;
		if (asks) {
			this.#requests.push({inFlight: this.#sent - this.#acknowledged, sent: this.#sent, time: now});
		}
	}

	/** The terminal has answered its oldest request. */
	answered(now: number): void {
		const request = this.#requests.shift();
		this.#mode = 'answering';
		if (request === undefined) {
			return;
		}

		this.#acknowledged = Math.max(this.#acknowledged, request.sent);
		this.#measure(request, now);
	}

	/** Notes that the user pressed a key and waits for the result. */
	keyPressed(now: number): void {
		if (now - this.#keyTime < keyPauseMilliseconds) {
			return;
		}

		this.#keyTime = now;
		this.#keyCredit = keyBurst;
	}

	#measure({inFlight, time}: Request, now: number): void {
		const elapsed = Math.max(now - time, 0.1);
		if (now - this.#minSince > roundTripMemoryMilliseconds) {
			this.#previousShortest = this.#minRoundTrip;
			this.#previousLongest = this.#maxRoundTrip;
			this.#minRoundTrip = elapsed;
			this.#maxRoundTrip = elapsed;
			this.#minSince = now;
		}

		this.#provenInFlight = Math.max(this.#provenInFlight, inFlight);
		this.#minRoundTrip = Math.min(this.#minRoundTrip, elapsed);
		this.#maxRoundTrip = Math.max(this.#maxRoundTrip, elapsed);
		const expected = Math.min(this.#minRoundTrip, this.#previousShortest) + targetMilliseconds;
		if (elapsed > expected) {
			this.#isStarting = false;
			this.#window = Math.max(smallestWindow, inFlight * expected / elapsed);
		} else if (inFlight > this.#window / 2) {
			this.#window = Math.min(maxWindow, this.#window * (this.#isStarting ? 2 : 1.5));
		}
	}

	#expire(now: number): void {
		if (this.#mode === 'unknown' && this.#firstRequestTime !== null && now - this.#firstRequestTime >= firstAnswerMilliseconds) {
			this.#mode = 'silent';
			this.#creditedAt = now;
		}

		while (this.#requests[0] !== undefined && now - this.#requests[0].time >= lostAnswerMilliseconds) {
			this.#acknowledged = Math.max(this.#acknowledged, this.#requests[0].sent);
			this.#requests.shift();
			this.#window = smallestWindow;
		}
	}

	#refill(now: number): void {
		// What a key's answer took beyond the trickle is not owed.
		const credit = Math.max(this.#credit, 0) + ((now - this.#creditedAt) * silentBytesPerMillisecond);
		this.#credit = Math.min(silentBurst, credit);
		this.#creditedAt = now;
		this.#keyCredit = now - this.#keyTime < keyMilliseconds ? this.#keyCredit : 0;
	}
}
