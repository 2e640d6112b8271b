import assert from 'node:assert/strict';
import {test} from 'node:test';
import stringWidth from 'string-width';
import {socketStates} from '../../../source/model/socket.ts';
import {helpLineCount, helpLines} from '../../../source/ui/overlays/help.ts';
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
	const text = helpLines({columns: 250}, data, keyHelp, plainTheme).join('\n');
	for (const part of ['End the process', ...socketStates, ...[...portColumns, ...connectionColumns, ...probeColumns].map(({meaning}) => meaning)]) {
		assert.ok(text.includes(part), part);
	}
});
