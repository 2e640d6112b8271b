/*
npm run pictures [dark] [light]: writes docs/pictures from real runs. The built program watches a small server in a
network namespace (test/helpers/small-server/) from a pseudo-terminal, and what an emulated terminal shows is drawn.
Needs root.
*/
import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {execute} from '../test/helpers/execute.ts';
import {portop} from '../test/helpers/portop.ts';
import {createSmallServer, probeTargets} from '../test/helpers/small-server/small-server.ts';
import {startInPty, type Condition, type PtySession} from '../test/pty/driver.ts';
import type {Theme} from './pictures/palette.ts';
import {svgOf} from './pictures/svg.ts';

const folder = path.join(import.meta.dirname, '../docs/pictures');
type Size = {readonly columns: number; readonly rows: number};

const largest: Size = {columns: 200, rows: 50};
const sizes: readonly Size[] = [largest, {columns: 80, rows: 24}];
/** README shows this one: it can still be read at the width of a page. */
const frontDoor: Size = {columns: 120, rows: 40};
/** After this the charts of two minutes are full. */
const chartMilliseconds = 125_000;
const home = '\u{1B}[H';

/** What each theme is started with. A program without the flag uses the colours that the terminal's user has chosen. */
const {stdout: help} = await execute(portop()[0]!, ['--help']);
const themes: Readonly<Record<Theme, readonly string[]>> = {dark: [], light: help.includes('--theme') ? ['--theme', 'light'] : []};

type Picture = {
	readonly name: string;
	readonly title: string;
	/** Brings the monitor from any view to what is drawn. */
	readonly open: (session: PtySession) => Promise<void>;
	readonly shown: Condition;
	readonly sizes?: readonly Size[];
	/** Goes back to a view. */
	readonly close?: string;
};

const pictures: readonly Picture[] = [
	{
		name: 'overview', title: 'Overview', shown: /Health/, sizes: [...sizes, frontDoor], async open(session) {
			session.press('1');
			await select(session, /^!?▶ +443 /m);
		},
	},
	{
		name: 'ports', title: 'Ports', shown: /Process/, async open(session) {
			session.press('2');
			await select(session, /^!?▶ +443\b/m);
		},
	},
	{
		name: 'port', title: 'the detail of a port', shown: /Port 443/, close: '\u{1B}', async open(session) {
			session.press('2');
			await select(session, /^!?▶ +443\b/m);
			session.press('\r');
			await session.waitFor(isWithoutCursor);
		},
	},
	{
		name: 'groups', title: 'Groups', shown: /Group|Process/, async open(session) {
			session.press('4');
			await session.waitFor(/^▶/m);
			session.press(home);
		},
	},
	{
		name: 'probe', title: 'the detail of a probe', shown: /10\.24\.0\.9/, close: '\u{1B}', async open(session) {
			session.press('6');
			await select(session, /^!?▶.*10\.24\.0\.9/m);
			session.press('\r');
			await session.waitFor(isWithoutCursor);
		},
	},
	{
		name: 'alerts', title: 'Alerts', shown: /CRITICAL|CRIT/, async open(session) {
			session.press('8');
			await session.waitFor(/^!?▶|!/m);
			session.press(home);
		},
	},
];

const wanted = process.argv.slice(2);
const chosen = (Object.keys(themes) as Theme[]).filter(theme => wanted.length === 0 || wanted.includes(theme));
await mkdir(folder, {recursive: true});
await Promise.all(chosen.map(async theme => draw(theme)));

/** Draws all pictures of a theme, on a server of its own: its losses are counted out by packets. */
async function draw(theme: Theme): Promise<void> {
	await using server = await createSmallServer();
	const flags = [...themes[theme], '--utc', ...probeTargets.flatMap(target => ['--probe', target])];
	await using session = await startInPty({
		command: server.on(portop(...flags)), ...largest, env: {NO_COLOR: undefined, COLORTERM: undefined, XDG_CONFIG_HOME: '/nonexistent'},
	});
	await session.waitFor(/Health/, {timeout: 20_000});
	await wait(chartMilliseconds);
	for (const picture of pictures) {
		await picture.open(session);
		for (const {columns, rows} of picture.sizes ?? sizes) {
			session.resize(columns, rows);
			await samples(session, 3);
			await session.waitFor(picture.shown);
			const svg = svgOf(session.emulator, theme, `portop: ${picture.title}, ${columns}×${rows}`);
			const file = `${picture.name}-${columns}x${rows}-${theme}.svg`;
			await writeFile(path.join(folder, file), svg);
			console.log(`${file} ${(svg.length / 1000).toFixed(0)} kB`);
		}

		session.press(picture.close ?? '');
		session.resize(largest.columns, largest.rows);
		await samples(session, 1);
	}
}

/** Moves the cursor down from the top until the screen shows what is wanted. */
async function select(session: PtySession, wantedRow: RegExp): Promise<void> {
	session.press(home);
	await samples(session, 1);
	for (let row = 0; row < 20 && session.screen().every(line => !wantedRow.test(inside(line))); row++) {
		const before = cursorOf(session.screen());
		session.press('j');
		await session.waitFor(screen => cursorOf(screen) !== before);
	}

	await session.waitFor(screen => screen.some(line => wantedRow.test(inside(line))));
}

/** Whether no row is selected: a detail, whose lines have no cursor. */
function isWithoutCursor(screen: readonly string[]): boolean {
	return cursorOf(screen) === -1;
}

function cursorOf(screen: readonly string[]): number {
	return screen.findIndex(line => /^[ !│]{0,3}▶/.test(line));
}

/** A line without the frame around it. */
function inside(line: string): string {
	return line.replace(/^│ /, '');
}

/** Waits until the clock in the first line has gone on. */
async function samples(session: PtySession, count: number): Promise<void> {
	for (let sample = 0; sample < count; sample++) {
		const [header] = session.screen();
		await session.waitFor(screen => screen[0] !== header, {timeout: 10_000});
	}
}
