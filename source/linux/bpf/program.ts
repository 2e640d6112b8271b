import {SOL_SOCKET, SystemError, type Libc} from '../calls/libc.ts';

// linux/bpf.h
const BPF_PROG_LOAD = 5;
const BPF_PROG_TYPE_SOCKET_FILTER = 1;
/** asm-generic/socket.h */
const SO_ATTACH_BPF = 50;

/** Up to and with `prog_name`. */
const loadBytes = 64;
const nameOffset = 48;
const maxNameBytes = 15;
const instructionBytes = 8;
const logBytes = 256 * 1024;

/** The kernel's functions that a program calls are for programs under a licence that the GPL agrees with. */
const license = new TextEncoder().encode('Dual MIT/GPL\0');
/** Its room, with the alignment of what follows. */
const licenseBytes = 16;

/** The kernel's verifier found a program not to be safe. */
export class VerifierError extends Error {
	override readonly name = 'VerifierError';
	/** The verifier's findings, instruction by instruction. */
	readonly log: string;

	constructor(cause: SystemError, log: string) {
		const lines = log.trimEnd().split('\n');
		// The last line counts the work done; the finding stands before it.
		const finding = lines.findLast(line => line !== '' && !line.startsWith('processed '));
		super(finding === undefined ? cause.message : `${cause.message}: ${finding}`, {cause});
		this.log = log;
	}
}

function textOf(bytes: Uint8Array): string {
	const end = bytes.indexOf(0);
	return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
}

/**
Gives a program of eBPF to the kernel.
@param name - As bpftool shows it: at most 15 letters and underscores.
@returns Its descriptor.
@throws SystemError, EPERM where that may not be done; VerifierError where the kernel does not take it.
*/
export function loadSocketFilter(libc: Libc, name: string, program: Uint8Array): number {
	try {
		return load(libc, name, program, 0);
	} catch (error) {
		// Once more, to hear why.
		if (error instanceof SystemError && (error.code === 'EINVAL' || error.code === 'EACCES')) {
			return load(libc, name, program, logBytes);
		}

		throw error;
	}
}

/** Loads it with so much room for what the verifier has to say. */
function load(libc: Libc, name: string, program: Uint8Array, logLength: number): number {
	// The attributes and all that they point to, in one piece, so that it lives as long.
	const programOffset = loadBytes + licenseBytes;
	const logOffset = programOffset + program.length;
	const memory = new Uint8Array(new ArrayBuffer(logOffset + logLength));
	const view = new DataView(memory.buffer);
	const base = libc.addressOf(memory);
	view.setUint32(0, BPF_PROG_TYPE_SOCKET_FILTER, true);
	view.setUint32(4, program.length / instructionBytes, true);
	view.setBigUint64(8, base + BigInt(programOffset), true);
	view.setBigUint64(16, base + BigInt(loadBytes), true);
	if (logLength > 0) {
		view.setUint32(24, 1, true);
		view.setUint32(28, logLength, true);
		view.setBigUint64(32, base + BigInt(logOffset), true);
	}

	memory.set(new TextEncoder().encode(name).subarray(0, maxNameBytes), nameOffset);
	memory.set(license, loadBytes);
	memory.set(program, programOffset);
	try {
		return libc.bpf(BPF_PROG_LOAD, memory.subarray(0, loadBytes));
	} catch (error) {
		throw error instanceof SystemError && logLength > 0 ? new VerifierError(error, textOf(memory.subarray(logOffset))) : error;
	}
}

/** Lets a program decide how much of each packet a socket gets: SO_ATTACH_BPF, socket(7). It then lives as long as the socket. */
export function attachProgram(libc: Libc, fd: number, programFd: number): void {
	libc.setOption(fd, SOL_SOCKET, SO_ATTACH_BPF, programFd);
}
