import type {EndCandidate} from '../../model/process.ts';
import type {EndDialog} from '../state/state.ts';
import type {BoxLine} from '../text/box.ts';
import {formatAge} from '../../text/format-duration.ts';
import {unknown} from '../../text/format-number.ts';
import {oneLine, truncate, wrap} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';
import {
	blank,
	dialogLines,
	styled,
	wrapWithin,
	type DialogRoom,
} from './dialog-lines.ts';

const signalWords = {
	SIGTERM: 'SIGTERM: asks it to end; it may clean up, or refuse',
	SIGKILL: 'SIGKILL: ends it at once, without cleaning up',
} as const;

/** A longer name of a process is cut, so that the pid after it is not: a name has 15 bytes, except some of the kernel's own. */
const maxNameLength = 24;
const maxChoices = 6;

/**
The dialog that ends a process: it names the process and the socket before anything is done. Where room is short, what
one must know before `y` stays: the process, the warning, the signal and the keys.
*/
export function endDialogLines(dialog: EndDialog, dialogRoom: DialogRoom): readonly string[] {
	const {thing, theme} = dialogRoom;
	const candidate = dialog.problem === null ? dialog.candidates?.[dialog.selected] : undefined;
	return dialogLines('End a process', dialogRoom, (width, room) => {
		const socket = thing === null ? [] : wrapWithin(`Socket   ${thing}`, width, 1);
		return candidate === undefined
			? [...socket, ...reasonLines(dialog, width, room - socket.length, theme)]
			: candidateLines({
				dialog, candidate, socket, width, room, theme,
			});
	});
}

/** Returns the reason why no process can be named. */
function reasonLines({problem, candidates}: EndDialog, width: number, room: number, theme: Theme): readonly BoxLine[] {
	return problem === null ? [{text: candidates === null ? 'Looking for its processes…' : 'No process owns it.'}] : wrapWithin(`✗ ${oneLine(problem)}`, width, room, theme.bad);
}

type CandidateInput = {
	readonly dialog: EndDialog;
	readonly candidate: EndCandidate;
	readonly socket: readonly BoxLine[];
	readonly width: number;
	readonly room: number;
	readonly theme: Theme;
};

/** The process that is chosen. What may be missing is dealt out what the rest leaves, the most telling first. */
function candidateLines({dialog, candidate, socket, width, room, theme}: CandidateInput): readonly BoxLine[] {
	const {process, isSelf} = candidate;
	const name: BoxLine = {text: `Process  ${nameOf(candidate)}, pid ${process.pid}, running for ${formatAge(process.ageSeconds)}`};
	const warning = warningLines(candidate, width, theme);
	const signal = isSelf ? [] : wrapWithin(signalWords[dialog.signal], width, 2, theme.accent);
	let left = room - 1 - warning.length - signal.length;
	const deal = (linesWithin: (most: number) => readonly BoxLine[]): readonly BoxLine[] => {
		const lines = linesWithin(left).slice(0, left);
		left -= lines.length;
		return lines;
	};

	const socketLines = deal(() => socket);
	// A line stays for the command, and two after that for the user and the unit.
	const choices = deal(most => choiceLines(dialog, most - 1, theme));
	const command = deal(most => wrapWithin(`Command  ${process.commandLine ?? unknown}`, width, Math.max(1, most - 2)));
	const belonging = deal(() => [
		...wrapWithin(`User     ${process.user ?? process.userId ?? unknown}`, width, 1),
		...(process.unit === null ? [] : wrapWithin(`Unit     ${process.unit}`, width, 1)),
	]);
	const gapAboveSignal = deal(() => isSelf ? [] : [blank]);
	const gapBelowChoices = deal(() => choices.length > 0 ? [blank] : []);
	return [
		...socketLines,
		...choices,
		...gapBelowChoices,
		name,
		...command,
		...belonging,
		...warning,
		...gapAboveSignal,
		...signal,
	];
}

/** The processes that share the socket, those around the chosen one, in at most so many lines. */
function choiceLines({candidates, selected}: EndDialog, most: number, theme: Theme): readonly BoxLine[] {
	if (candidates === null || candidates.length < 2) {
		return [];
	}

	const shown = Math.min(maxChoices, candidates.length, most - 1);
	const first = Math.max(0, Math.min(selected - Math.floor(shown / 2), candidates.length - shown));
	const lines = candidates.slice(first, first + shown).map((candidate, index): BoxLine => {
		const text = `${nameOf(candidate)}(${candidate.process.pid})`;
		return first + index === selected ? {text: `▶ ${text}`, draw: theme.selected} : {text: `  ${text}`};
	});
	return [{text: `${candidates.length} processes share it; the chosen one is ended:`}, ...lines];
}

function nameOf({process}: EndCandidate): string {
	return truncate(oneLine(process.name), maxNameLength);
}

function warningLines({isSelf, carriesSession}: EndCandidate, width: number, theme: Theme): readonly BoxLine[] {
	if (isSelf) {
		return styled(wrap('✗ This is portop itself: it will not end itself.', width), theme.bad);
	}

	const text = '! This process carries your SSH session: ending it may disconnect you.';
	return carriesSession ? styled(wrap(text, width), theme.bad) : [];
}
