import {readFileSync} from 'node:fs';
import {endianness} from 'node:os';
import process from 'node:process';

/** linux/auxvec.h */
const AT_PAGESZ = 6;

/** The page size of nearly every machine; Arm and PowerPC may have 16 or 64 KiB. */
const usualPageSize = 4096;

/** The size of a long, in which the vector is written. */
const wordBytes = process.arch === 'arm' || process.arch === 'ia32' ? 4 : 8;

/**
Finds the size of a memory page, in bytes, in an auxiliary vector: pairs of longs, type and value (getauxval(3)).
@returns undefined if it has none.
*/
export function parseAuxiliaryPageSize(bytes: Uint8Array): number | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const isLittleEndian = endianness() === 'LE';
	const word = (offset: number) => wordBytes === 8 ? Number(view.getBigUint64(offset, isLittleEndian)) : view.getUint32(offset, isLittleEndian);
	for (let offset = 0; offset + (2 * wordBytes) <= bytes.length; offset += 2 * wordBytes) {
		if (word(offset) === AT_PAGESZ) {
			return word(offset + wordBytes);
		}
	}

	return undefined;
}

/** Returns the size of a memory page in bytes, from /proc/self/auxv (proc_pid_auxv(5)); 4096 where that cannot be read. */
export function readAuxiliaryPageSize(procPath: string): number {
	try {
		return parseAuxiliaryPageSize(readFileSync(`${procPath}/self/auxv`)) ?? usualPageSize;
	} catch {
		return usualPageSize;
	}
}
