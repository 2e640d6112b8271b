import {ipv4MappedPrefix} from '../model/address.ts';
import type {FilterExpression, Network} from './expression.ts';
import type {AddressWord, FilterFields} from './fields.ts';

type AddressExpression = Extract<FilterExpression, {kind: 'address'}>;
type ReadWord<Row> = (row: Row, word: AddressWord) => number;

/** Returns whether the address of the wanted side, or of either, is in the network. A socket without a peer has no remote one. */
export function compileAddress<Row>({side, network}: AddressExpression, fields: FilterFields<Row>): (row: Row) => boolean {
	const local = compileNetwork<Row>(network, (row, word) => fields.localAddressWord(row, word));
	const remote = compileNetwork<Row>(network, (row, word) => fields.remoteAddressWord(row, word));
	switch (side) {
		case 'local': {
			return local;
		}

		case 'remote': {
			return row => fields.hasRemote(row) && remote(row);
		}

		case 'any': {
			return row => local(row) || (fields.hasRemote(row) && remote(row));
		}
	}
}

function compileNetwork<Row>({words, prefixLength}: Network, read: ReadWord<Row>): (row: Row) => boolean {
	const [base0, base1, base2, base3] = words;
	const mask0 = wordMask(prefixLength, 0);
	const mask1 = wordMask(prefixLength, 1);
	const mask2 = wordMask(prefixLength, 2);
	const mask3 = wordMask(prefixLength, 3);
	// The last word differs between most IPv4 addresses.
	const isInside: (row: Row) => boolean = row =>
		((read(row, 3) ^ base3) & mask3) === 0
		&& ((read(row, 2) ^ base2) & mask2) === 0
		&& ((read(row, 1) ^ base1) & mask1) === 0
		&& ((read(row, 0) ^ base0) & mask0) === 0;

	// ::/0 is every IPv6 address, as everywhere else, although IPv4 is held in its mapped form.
	const isAroundMapped = prefixLength < 96 && ((base0 & mask0) | (base1 & mask1) | ((base2 ^ ipv4MappedPrefix) & mask2)) === 0;
	return isAroundMapped ? row => isInside(row) && !isMapped(row, read) : isInside;
}

function isMapped<Row>(row: Row, read: ReadWord<Row>): boolean {
	return read(row, 2) === ipv4MappedPrefix && read(row, 1) === 0 && read(row, 0) === 0;
}

/** Returns the bits of one word that belong to the prefix, as an int32. */
function wordMask(prefixLength: number, word: AddressWord): number {
	const bits = Math.min(32, Math.max(0, prefixLength - (word * 32)));
	return bits === 0 ? 0 : -1 << (32 - bits);
}
