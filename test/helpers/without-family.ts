/*
Runs a command that may open no socket of an address family: without-family.ts FAMILY COMMAND…
As systemd's RestrictAddressFamilies does it: socket(2) fails with EAFNOSUPPORT, by a filter of system calls (seccomp(2)).
*/
import {spawnSync} from 'node:child_process';
import {constants} from 'node:os';
import process from 'node:process';
import koffi from 'koffi';

// linux/prctl.h, linux/seccomp.h
const PR_SET_SECCOMP = 22;
const PR_SET_NO_NEW_PRIVS = 38;
const SECCOMP_MODE_FILTER = 2;
const SECCOMP_RET_ERRNO = 0x00_05_00_00;
const SECCOMP_RET_ALLOW = 0x7F_FF_00_00;
// linux/filter.h: load a word, compare, return.
const BPF_LD_W_ABS = 0x20;
const BPF_JEQ_K = 0x15;
const BPF_RET_K = 0x06;
/** asm/unistd.h */
const SYS_socket = process.arch === 'x64' ? 41 : 198;
/** The offset of the first argument in `struct seccomp_data`. */
const firstArgument = 16;

const [family, command = '', ...words] = process.argv.slice(2);
const instructions = [
	[BPF_LD_W_ABS, 0, 0, 0],
	[BPF_JEQ_K, 0, 3, SYS_socket],
	[BPF_LD_W_ABS, 0, 0, firstArgument],
	[BPF_JEQ_K, 0, 1, Number(family)],
	[BPF_RET_K, 0, 0, SECCOMP_RET_ERRNO | constants.errno.EAFNOSUPPORT],
	[BPF_RET_K, 0, 0, SECCOMP_RET_ALLOW],
] as const;
const filter = new Uint8Array(new ArrayBuffer(instructions.length * 8));
const filterView = new DataView(filter.buffer);
for (const [index, [code, whenTrue, whenFalse, value]] of instructions.entries()) {
	filterView.setUint16(index * 8, code, true);
	filterView.setUint8((index * 8) + 2, whenTrue);
	filterView.setUint8((index * 8) + 3, whenFalse);
	filterView.setUint32((index * 8) + 4, value, true);
}

// struct sock_fprog: a length, and a pointer.
const program = new Uint8Array(new ArrayBuffer(16));
const programView = new DataView(program.buffer);
programView.setUint16(0, instructions.length, true);
programView.setBigUint64(8, koffi.address(filter), true);
const prctl = koffi.load('libc.so.6').func('int prctl(int, ulong, const void *, ulong, ulong)');
const setNoNewPrivileges = koffi.load('libc.so.6').func('int prctl(int, ulong, ulong, ulong, ulong)');
if (setNoNewPrivileges(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) !== 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0) !== 0) {
	throw new Error(`prctl: errno ${koffi.errno()}`);
}

process.exitCode = spawnSync(command, words, {stdio: 'inherit'}).status ?? 1;
