import assert from 'node:assert/strict';
import {test} from 'node:test';
import stringWidth from 'string-width';
import {views} from '../../../source/model/snapshot.ts';
import {socketStates} from '../../../source/model/socket.ts';
import {helpLineCount, helpLines} from '../../../source/ui/overlays/help.ts';
import {keymapOf} from '../../../source/ui/keys/keymap.ts';
import {viewHeight} from '../../../source/ui/state/state.ts';
import {viewRegistry} from '../../../source/ui/views/registry.ts';
import {createTheme, plainTheme} from '../../../source/ui/text/theme.ts';
import {connectionColumns} from '../../../source/ui/views/connections/columns.ts';
import {portColumns} from '../../../source/ui/views/ports/columns.ts';
import {probeColumns} from '../../../source/ui/views/probes/columns.ts';
import {baseUi} from '../screen/samples.ts';

const theme = createTheme(true);

test('the help has the keys, every column and every state', () => {
	const keyHelp = [{keys: 'K', description: 'End the process', modes: ['view']}] as const;
	const data = {message: null};
	const lines = helpLines(baseUi, data, keyHelp, theme);
	assert.ok(lines.every(line => stringWidth(line) <= 80));
	assert.equal(lines.length, helpLineCount(baseUi, data, keyHelp));
	const text = helpLines({...baseUi, columns: 250}, data, keyHelp, plainTheme).join('\n');
	for (const part of ['End the process', ...socketStates, ...[...portColumns, ...connectionColumns, ...probeColumns].map(({meaning}) => meaning)]) {
		assert.ok(text.includes(part), part);
	}
});

const real = keymapOf({}).help;

test('the first screen is about what is shown, at 80x24 too', () => {
	for (const view of views) {
		for (const detail of [null, 'x']) {
			const ui = {...baseUi, view, detail};
			const lines = helpLines(ui, {message: null}, real, plainTheme);
			const more = lines.findIndex(line => line.includes('↓ PgDn'));
			assert.ok(more > 5, `${view}: ${more}`);
			assert.ok(more < viewHeight(ui), `${view}: ${more}`);
			assert.match(lines[0] ?? '', new RegExp(viewRegistry[view].title));
		}
	}

	const text = helpLines({...baseUi, view: 'alerts'}, {message: null}, real, plainTheme).slice(0, 20).join('\n');
	for (const part of [/^ {2}e .*edit the selected rule/m, /^ {2}v .*why the selected alert fired/m, /^ {2}d .*remove/m, /^ {2}Enter/m]) {
		assert.match(text, part);
	}
});

test('a search leaves the lines with all of its words and the headings above them, as one types', () => {
	const found = (text: string) => helpLines({
		...baseUi,
		overlay: {
			kind: 'help', below: null, search: {text, cursor: text.length}, isTyping: true,
		},
	}, {message: null}, real, plainTheme);
	const lines = found('Retransmitted ports');
	assert.ok(lines.length < 30, String(lines.length));
	assert.ok(lines.includes('Columns of Ports'));
	assert.ok(found('zoom').some(line => line.startsWith('  z Z')), 'by the word of the status line');
	assert.deepEqual(found('no such word'), ['  Nothing in the help has no and such and word']);
	assert.equal(found(' ').length, helpLines(baseUi, {message: null}, real, plainTheme).length);
});
