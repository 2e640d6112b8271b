/* Whole frames, drawn and compared with those that were looked at. */
import assert from 'node:assert/strict';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {stripVTControlCharacters} from 'node:util';
import {renderToString} from 'ink';
import {createElement} from 'react';
import stringWidth from 'string-width';
import type {ViewMessage} from '../../../source/protocol/protocol.ts';
import type {KeyHelp} from '../../../source/ui/keys/key-help.ts';
import {createTheme, type Theme} from '../../../source/ui/text/theme.ts';
import type {UiState} from '../../../source/ui/state/state.ts';
import {Screen} from '../../../source/ui/screen.tsx';
import {sampleTime} from './samples.ts';

/** The sizes at which every view is looked at. */
export const sizes = [[80, 24], [120, 40], [200, 50]] as const;

/** A few keys: the real ones change more often than what is drawn of them. */
export const keyHelp: KeyHelp = [
	{
		keys: 'q', label: 'quit', description: 'Quit', modes: ['view'],
	},
	{
		keys: '/', label: 'filter', description: 'Filter', modes: ['view'],
	},
	{
		keys: 'Enter', label: 'keep', description: 'Keep the filter', modes: ['filter'],
	},
	{
		keys: 'Esc', label: 'back', description: 'Back', modes: ['detail', 'help', 'nothing-to-end'],
	},
	{
		keys: 'y', label: 'end it', description: 'End the process', modes: ['end'],
	},
	{
		keys: 'y', label: 'close it', description: 'Close the connection', modes: ['close'],
	},
	{
		keys: 'n Esc', label: 'cancel', description: 'Cancel', modes: ['end', 'close'],
	},
	{
		keys: 'Enter', label: 'probe it', description: 'Probe the target', modes: ['target'],
	},
	{
		keys: 'y', label: 'remove it', description: 'Remove the target', modes: ['remove'],
	},
	{
		keys: 'Enter', label: 'apply', description: 'Apply', modes: ['named-filters'],
	},
	{
		keys: 'Esc q', label: 'cancel', description: 'Cancel', modes: ['named-filters'],
	},
	{
		keys: 'a', label: 'add', description: 'Add', modes: ['view'], views: ['probes'],
	},
	{
		keys: 't Tab', label: 'SIGTERM/SIGKILL', description: 'SIGTERM or SIGKILL', modes: ['end'],
	},
];

/** The lines of the screen without styles. */
export function frame(ui: UiState, message: ViewMessage | null, isColored = false): readonly string[] {
	return drawn(ui, message, createTheme(isColored)).map(line => stripVTControlCharacters(line).trimEnd());
}

/** The lines of the screen with their styles, as `<1;31>`: to be looked at in a file. */
export function styledFrame(ui: UiState, message: ViewMessage | null, theme: Theme): readonly string[] {
	return drawn(ui, message, theme).map(line => line.split('\u{1B}[').map((part, index) => index === 0 ? part : part.replace(/^(?<codes>[\d;]*)m/, '<$<codes>>')).join('').trimEnd());
}

function drawn(ui: UiState, message: ViewMessage | null, theme: Theme): readonly string[] {
	const text = renderToString(createElement(Screen, {
		ui, data: {message}, theme, nowMilliseconds: sampleTime, keyHelp,
	}), {columns: ui.columns});
	const lines = text.split('\n');
	assert.equal(lines.length, ui.rows, 'as many lines as the terminal has');
	for (const line of lines) {
		assert.ok(stringWidth(stripVTControlCharacters(line)) <= ui.columns, JSON.stringify(line));
	}

	return lines;
}

/** The frame as it was when it was looked at; PORTOP_UPDATE_FRAMES=1 writes it anew, to be looked at again. */
export async function expected(name: string, lines: readonly string[]): Promise<readonly string[]> {
	const file = path.join(import.meta.dirname, '__frames__', `${name}.txt`);
	if (process.env['PORTOP_UPDATE_FRAMES'] === '1') {
		await mkdir(path.dirname(file), {recursive: true});
		await writeFile(file, `${lines.join('\n')}\n`);
	}

	const text = await readFile(file, 'utf8');
	return text.split('\n').slice(0, -1);
}
