import {mouseOff} from './mouse.ts';

/*
The modes that portop sets, and how it gives the terminal back. None depends on TERM: what a terminal does not
know it ignores (the Linux console has no alternate screen, so that the screen is also erased before it is given back).
*/

/** Alternate screen, no cursor, no wrapping at the last column, so that nothing that is written can make the screen scroll; pastes are marked. */
export const enterSequence = '\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[?2004h';

/** Pastes and the mouse as a shell has them, default style, empty screen, wrapping, main screen, cursor. */
export const leaveSequence = `\u{1B}[?2004l${mouseOff}\u{1B}[m\u{1B}[H\u{1B}[J\u{1B}[?7h\u{1B}[?1049l\u{1B}[?25h`;

/** Ends an unfinished sequence (CAN) and an unfinished synchronized update. */
export const abortSequence = '\u{18}\u{1B}[?2026l';
