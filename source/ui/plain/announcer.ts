import type {LogEvent} from '../../model/alert.ts';
import {rowIdentity} from '../../protocol/row-identity.ts';
import type {ViewMessage} from '../../protocol/protocol.ts';
import {formatClock, formatMoment} from '../../text/format-duration.ts';
import type {KeyHelp} from '../keys/key-help.ts';
import {keymapOf, withKey} from '../keys/keymap.ts';
import {boxOver, emptyText} from '../lines/body.ts';
import {spokenHeaderLines} from '../lines/header.ts';
import {interfaceLines} from '../overlays/interfaces.ts';
import {
	isTyping,
	typedLine,
	type AppState,
	type TypedLine,
} from '../state/state.ts';
import {alertWords, weightWords} from '../text/alert-text.ts';
import {plainTheme} from '../text/theme.ts';
import {detailLines} from '../views/detail.ts';
import {viewRegistry} from '../views/registry.ts';
import {filterOf} from '../views/shown-view.ts';
import {plainTexts} from './plain-text.ts';
import {factTexts, rowTexts} from './row-text.ts';

/** Rows that are read out of a table; the arrow keys go to the others. */
const maxRows = 20;

const prompts = {
	filter: 'Filter: ', target: 'Probe: ', rule: 'Alert when: ', moment: 'Show: ',
} as const;

/**
Says in lines what changed on the screen: the view when another one is shown, the row when the selection moves, events, messages,
dialogs, and the line that is typed, letter by letter. What stays as it is is not said again.
*/
export class Announcer {
	readonly #write: (text: string) => void;
	#state: AppState;
	/** The table that was read out. */
	#table = '';
	#selected: string | null = null;
	#detail: string | null = null;
	#interfacesRead = false;
	#dialog: readonly string[] = [];
	#typed: TypedLine | null = null;
	/** Lines wait while one is typed: they would stand in the middle of it. */
	#waiting: string[] = [];
	#hasBegun = false;

	constructor(state: AppState, write: (text: string) => void) {
		this.#state = state;
		this.#write = write;
	}

	/** Announces what a new state shows. */
	update(state: AppState): void {
		const before = this.#state;
		this.#state = state;
		this.#echo(typedLine(state.ui));
		const {ui} = state;
		// Without escape sequences nothing is copied: the text itself was said.
		if (ui.notice !== null && ui.notice !== before.ui.notice && !ui.notice.text.startsWith('Copied ')) {
			this.#say(`${ui.notice.kind === 'information' ? '' : `${ui.notice.kind}: `}${ui.notice.text}`);
		}

		if (ui.paused !== before.ui.paused) {
			this.#say(ui.paused ? 'Paused' : 'Continues');
		}

		const moment = pastMoment(state);
		if (moment !== pastMoment(before)) {
			this.#table = '';
			this.#detail = null;
			this.#say(moment === null ? 'Now' : `The past: ${formatClock(moment, ui.utc)}`);
		}

		if (ui.failure !== null && before.ui.failure === null) {
			this.#say(`The sampler has stopped: ${ui.failure}`);
		}

		this.#sayOverlay(before);
		this.#sayView();
	}

	/** Announces events, the oldest first. */
	events(events: readonly LogEvent[]): void {
		const {ui} = this.#state;
		for (const event of events) {
			const {weight, subject, message, at} = alertWords({type: 'event', identity: '', event});
			this.#say(`${formatMoment(at.timeMilliseconds, at.timeMilliseconds, ui.utc)} ${weightWords[weight].text}: ${subject}: ${message}`);
		}
	}

	/** Says the whole of what is open once more. */
	repeat(): void {
		this.#table = '';
		this.#detail = null;
		this.#interfacesRead = false;
		this.#dialog = [];
		this.#hasBegun = false;
		this.#sayOverlay({...this.#state, ui: {...this.#state.ui, overlay: null}});
		this.#sayView();
	}

	/** Says why a line that was sent with Enter is still open. */
	problem(): void {
		const problem = typedLine(this.#state.ui)?.problem ?? null;
		if (problem === null) {
			return;
		}

		const open = this.#typed;
		this.#write(`\n${typeof problem === 'string' ? problem : problem.message}\n`);
		this.#typed = null;
		this.#echo(open);
	}

	/** Says a line, once no other one is being typed. */
	say(text: string): void {
		this.#say(text);
	}

	#say(...lines: readonly string[]): void {
		if (this.#typed === null) {
			this.#write(lines.map(line => `${line}\n`).join(''));
		} else {
			this.#waiting = [...this.#waiting, ...lines].slice(-maxRows);
		}
	}

	/** Shows the line that is typed: what was added or erased at its end, else the line once more. */
	#echo(line: TypedLine | null): void {
		const before = this.#typed;
		this.#typed = line;
		if (line === null) {
			this.#endLine(before);
			return;
		}

		const whole = prompts[line.kind] + line.text;
		if (before?.kind !== line.kind) {
			this.#write(whole);
		} else if (line.text.startsWith(before.text)) {
			this.#write(line.text.slice(before.text.length));
		} else if (before.text.startsWith(line.text)) {
			this.#write('\b \b'.repeat(before.text.length - line.text.length));
		} else {
			this.#write(`\n${whole}`);
		}
	}

	/** Says what waited for the end of a line; nothing where none was typed. */
	#endLine(line: TypedLine | null): void {
		if (line === null) {
			return;
		}

		this.#write('\n');
		this.#say(...this.#waiting.splice(0));
	}

	#sayOverlay({ui: {overlay: overlayBefore}}: AppState): void {
		const {ui, data} = this.#state;
		const {overlay} = ui;
		if (overlay === null || isTyping(overlay.kind)) {
			this.#dialog = [];
			this.#interfacesRead = false;
			return;
		}

		const {help: keyHelp} = keymapOf(ui.keys);
		if (overlay.kind === 'help') {
			if (overlayBefore?.kind !== 'help') {
				this.#sayKeys(keyHelp);
			}
		} else if (overlay.kind === 'interfaces') {
			this.#sayInterfaces();
		} else {
			const lines = plainTexts(boxOver(ui, data, plainTheme, keyHelp) ?? []);
			const changed = lines.filter(line => !this.#dialog.includes(line));
			const chosen = changed.filter(line => line.startsWith('selected:'));
			this.#say(...this.#dialog.length > 0 && chosen.length > 0 ? chosen : changed);
			this.#dialog = lines;
		}
	}

	/** Says the keys that mean something here. */
	#sayKeys(keyHelp: KeyHelp): void {
		const {detail, view} = this.#state.ui;
		const mode = detail === null ? 'view' : 'detail';
		const here = keyHelp.filter(({modes, views}) => modes.includes(mode) && views?.includes(view) !== false);
		this.#say('Keys here:', ...here.map(({keys, description}) => `${keys}: ${description}`));
	}

	#sayInterfaces(): void {
		const {ui, data} = this.#state;
		if (this.#interfacesRead || (data.message?.interfaces ?? null) === null) {
			return;
		}

		this.#interfacesRead = true;
		this.#say(...plainTexts(interfaceLines({...ui, isSpoken: true}, data, plainTheme)));
	}

	#sayView(): void {
		const {ui, data: {message}, session} = this.#state;
		if (message === null || ui.overlay !== null || message.content.view !== ui.view) {
			return;
		}

		if (ui.detail !== null) {
			this.#sayDetail(message, ui.detail);
			return;
		}

		const isBack = this.#detail !== null;
		this.#detail = null;
		const {sort, filter, grouping, showsZero} = message.query;
		const table = JSON.stringify([ui.view, sort, filter, grouping, showsZero]);
		const selected = message.content.rows[message.selected ?? -1];
		const identity = selected === undefined ? null : rowIdentity(selected);
		if (table !== this.#table) {
			this.#sayTable(message);
		} else if (isBack || (identity !== null && identity !== this.#selected && message.query.moves === session.moves)) {
			this.#say(`${message.first + (message.selected ?? 0) + 1} of ${message.listed}: ${rowTexts(ui, message)[message.selected ?? -1] ?? ''}`);
		}

		this.#table = table;
		this.#selected = identity;
	}

	#sayTable(message: ViewMessage): void {
		const {ui} = this.#state;
		if (!this.#hasBegun) {
			this.#hasBegun = true;
			this.#say(...plainTexts(spokenHeaderLines(ui, message, plainTheme)), `${withKey(ui, 'help', key => `${key}: the keys. `)}${withKey(ui, 'quit', key => `${key}: quit.`)}`);
		}

		const filter = filterOf(ui);
		const rows = rowTexts(ui, message).slice(0, maxRows);
		const more = message.listed - message.first - rows.length;
		this.#say(
			`${viewRegistry[ui.view].title}, rows: ${message.listed}${filter === '' ? '' : `, filter: ${filter}`}`,
			...plainTexts(factTexts(ui, message)),
			...rows.map((row, index) => `${index === message.selected ? 'selected: ' : ''}${row}`),
			...rows.length === 0 ? [emptyText(ui, message)] : [],
			...more > 0 ? [`and ${more} more`] : [],
		);
	}

	#sayDetail(message: ViewMessage, identity: string): void {
		const {ui, data} = this.#state;
		if (this.#detail === identity || message.query.detail !== identity) {
			return;
		}

		this.#detail = identity;
		this.#say(...plainTexts(detailLines({...ui, isSpoken: true}, data, plainTheme)));
	}
}

/** Milliseconds since 1970 of the moment that is shown; null where it is now. */
function pastMoment({data: {message}}: AppState): number | null {
	return message?.past ? message.summary.timeMilliseconds : null;
}
