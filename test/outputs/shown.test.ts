import assert from 'node:assert/strict';
import {test} from 'node:test';
import {inPieces} from '../../source/outputs/pieces.ts';
import {shown} from '../../source/outputs/shown.ts';
import {aConnection} from '../builders/connection.ts';
import {aPort} from '../builders/port.ts';
import {aSummary} from '../builders/summary.ts';

test('a list has no vanished rows, and of UDP only what is asked for', () => {
	const rows = [
		aConnection({identity: '0:1'}),
		aConnection({identity: '0:2', freshness: 'vanished'}),
		aConnection({identity: '0:3', protocol: 'udp6', freshness: 'new'}),
	];
	const identities = (hasUdp: boolean) => shown({summary: aSummary(), view: 'connections', rows}, hasUdp).rows
		.map(row => 'identity' in row ? row.identity : row.state);
	assert.deepEqual(identities(false), ['0:1']);
	assert.deepEqual(identities(true), ['0:1', '0:3']);
});

test('ports always have those of UDP', () => {
	const rows = [aPort({protocol: 'udp'}), aPort({freshness: 'vanished'})];
	assert.deepEqual(shown({summary: aSummary(), view: 'ports', rows}, false).rows, [rows[0]]);
});

test('pieces are about 64 KiB and together the whole', () => {
	const lines = Array.from({length: 10_000}, (_, index) => `line ${index}\n`);
	const pieces = [...inPieces(lines)];
	assert.equal(pieces.join(''), lines.join(''));
	assert.equal(pieces.length, Math.ceil(lines.join('').length / 65_536));
	assert.ok(pieces.every(piece => piece.length < 65_536 + 20));
	assert.deepEqual([...inPieces([])], []);
});
