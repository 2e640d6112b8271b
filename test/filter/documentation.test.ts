import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {describe, it} from 'node:test';
import {comparedNumbers} from '../../source/fields/filter-numbers.ts';
import {filterFields} from '../../source/filter/field-catalogue.ts';
import {protocolSpellings, stateSpellings} from '../../source/filter/names.ts';
import {errorOf, parsed} from './matches.ts';

const guide = await readFile(new URL('../../docs/filter.md', import.meta.url), 'utf8');

/** The code that begins the rows of the tables under a heading. */
function firstCells(heading: string): readonly string[] {
	const section = guide.split(/^#+ /m).find(part => part.startsWith(`${heading}\n`)) ?? '';
	return section.matchAll(/^\| `(?<code>[^`]+)`/gm).map(match => match.groups?.['code'] ?? '').toArray();
}

describe('docs/filter.md', () => {
	it('lists every field, in the order of the catalogue', () => {
		assert.deepEqual(firstCells('Fields'), Object.keys(filterFields));
	});

	it('gives the units of every number', () => {
		const withUnits = Object.entries(comparedNumbers).filter(([, {unit}]) => !unit.measure.integer).map(([name]) => name);
		const section = guide.split(/^#+ /m).find(part => part.startsWith('Units\n')) ?? '';
		const cells = section.matchAll(/^\| (?<cell>`[^|]+)\|/gm).map(match => match.groups?.['cell'] ?? '').toArray();
		assert.deepEqual(cells.flatMap(cell => cell.match(/\w+/g) ?? []).toSorted(), withUnits.toSorted());
	});

	it('has only examples that are right', () => {
		const examples = ['Without a field', 'Together', 'The filters of ss'].flatMap(heading => firstCells(heading));
		assert.equal(examples.length, 24);
		for (const example of examples) {
			assert.notEqual(parsed(example).kind, 'all', example);
		}
	});

	it('names every state that messages offer, and every protocol', () => {
		const known = [...stateSpellings, ...protocolSpellings].filter(name => !/^(?:estab|listening|unconn|syn-received)$/.test(name));
		assert.deepEqual(known.filter(name => !guide.includes(`\`${name}\``)), []);
	});

	it('shows an error as it is', () => {
		assert.ok(guide.includes(errorOf('443 prot:tcp').message));
	});
});
