import assert from 'node:assert/strict';
import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test} from 'node:test';
import {ForwardedPorts} from '../../source/collectors/forwarded-ports.ts';
import {LibcUnavailableError} from '../../source/linux/calls/libc.ts';
import {run} from '../builders/socket-table.ts';

/** Returns what is said of port 80 where no system call can be made, by what /proc shows. */
function without(files: Readonly<Record<string, string>>) {
	const procPath = mkdtempSync(path.join(tmpdir(), 'portop-forwarded-'));
	try {
		for (const [name, content] of Object.entries(files)) {
			mkdirSync(path.dirname(path.join(procPath, name)), {recursive: true});
			writeFileSync(path.join(procPath, name), content);
		}

		const ports = new ForwardedPorts(procPath, () => 0, () => {
			throw new LibcUnavailableError(new Error('no koffi'));
		});
		run(ports.refresh([], true));
		return ports.forwarding(80);
	} finally {
		rmSync(procPath, {recursive: true});
	}
}

const count = 'sys/net/netfilter/nf_conntrack_count';

test('no port is forwarded where the kernel cannot: without its module, or where it tracks no connection', () => {
	assert.equal(without({}), null);
	assert.equal(without({modules: 'nf_conntrack 200704 1 - Live 0x0\n', [count]: '7\n'}), null);
	assert.equal(without({modules: 'nf_nat 1 0 - Live 0x0\nnf_conntrack 1 1 nf_nat, Live 0x0\n', [count]: '7\n'}), 'unknown');
	assert.equal(without({[count]: '7\n'}), 'unknown', 'a kernel without modules');
	assert.equal(without({[count]: '0\n'}), null);
});
