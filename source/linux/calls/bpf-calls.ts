import {constants} from 'node:os';
import process from 'node:process';
import {SystemError} from '../system-error.ts';
import type {CFunctions} from './c-functions.ts';
import {checkWith} from './checked.ts';

// asm/unistd.h; asm-generic/unistd.h for the newer architectures.
const SYS_bpf: Readonly<Partial<Record<NodeJS.Architecture, number>>> = {
	x64: 321, arm64: 280, riscv64: 280, loong64: 280, ppc64: 361, ia32: 357, arm: 386,
};

/** The system calls of eBPF. */
export type BpfCalls = {
	/**
	Asks for a command of linux/bpf.h (enum bpf_cmd) with its part of `union bpf_attr`: bpf(2). Where the attributes point to
	must stay in use by the caller until it returns.
	@returns A descriptor or 0.
	@throws SystemError, ENOSYS also where the number of the system call is not known.
	*/
	bpf(command: number, attributes: Uint8Array): number;
	/** Returns where a buffer lies, for the attributes: one of its own, `new Uint8Array(new ArrayBuffer(length))`. */
	addressOf(buffer: Uint8Array): bigint;
};

export function bpfCalls(c: CFunctions): BpfCalls {
	const checked = checkWith(c);
	const number = SYS_bpf[process.arch];

	return {
		bpf(command, attributes) {
			if (number === undefined) {
				throw new SystemError('bpf', constants.errno.ENOSYS);
			}

			return checked('bpf', c.bpf(number, command, attributes, attributes.length));
		},
		addressOf: buffer => c.address(buffer),
	};
}
