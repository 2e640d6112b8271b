import type {OutcomeKind, Probe} from '../../model/probe.ts';
import {count, percent} from '../../text/units.ts';
import {probeSubject} from '../observation/subjects.ts';
import type {CheckedSample, Finding} from './fixed-check.ts';

/** With fewer probes in the last minute it is the last so many that count. */
const leastDecided = 20;
/** One or two that are lost now and then are no alert. */
const leastLost = 3;
/** So many in a row without an answer: the target is not reached at all. */
const deadAfter = 10;

const unanswered: ReadonlySet<OutcomeKind> = new Set(['lost', 'rejected', 'error']);

type Loss = {readonly decided: number; readonly lost: number; readonly rejected: number};

/** Returns the targets of which probes were not answered, in percent. */
export function * probeFindings({probes}: CheckedSample): Generator<Finding> {
	for (const row of probes) {
		const loss = lossOf(row);
		const lost = loss.lost + loss.rejected;
		// An open UDP port may be silent.
		if (lost === 0 || row.status === 'OPEN|FILTERED') {
			continue;
		}

		const value = 100 * lost / loss.decided;
		const isDead = hasNeverAnswered(row) || isSilent(row);
		yield {
			identity: row.identity,
			value,
			isTooFew: lost < leastLost && !hasNeverAnswered(row),
			subject: () => probeSubject(row),
			severity: () => isDead && lost >= leastLost ? 'critical' : 'warning',
			message: () => `${percent.show(value)} ${loss.rejected > loss.lost ? 'turned away' : 'loss'}, ${count.show(lost)} of the last ${count.show(loss.decided)} probes`,
		};
	}
}

/** Returns what became of the probes of the last minute, or of the last twenty. */
function lossOf({lastMinute, recent}: Probe): Loss {
	const {received, late, lost, rejected, errors} = lastMinute;
	const decided = received + late + lost + rejected + errors;
	if (decided >= leastDecided) {
		return {decided, lost, rejected: rejected + errors};
	}

	const last = recent.slice(-leastDecided);
	const ofKinds = (...kinds: readonly OutcomeKind[]) => last.filter(({kind}) => kinds.includes(kind)).length;
	return {decided: last.length, lost: ofKinds('lost'), rejected: ofKinds('rejected', 'error')};
}

/** The first probe is lost, and the second one has no answer either: that need not be waited for. */
function hasNeverAnswered({session: {sent, received, late, errors}}: Probe): boolean {
	return received + late === 0 && sent + errors > 1;
}

function isSilent({recent}: Probe): boolean {
	return recent.length >= deadAfter && recent.slice(-deadAfter).every(({kind}) => unanswered.has(kind));
}
