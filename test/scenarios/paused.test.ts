import assert from 'node:assert/strict';
import {
	mkdir,
	mkdtemp,
	rm,
	writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test, type TestContext} from 'node:test';
import type {Query} from '../../source/protocol/protocol.ts';
import {Sampler} from '../../source/engine/sampler.ts';
import {samplerOptions} from '../builders/sampler-options.ts';

const query: Query = {
	view: 'connections', filter: '', sort: {key: 'local', descending: false}, rows: 100, grouping: 'process', detail: null, preview: 0, showsZero: false, interfaces: false, chart: {seconds: 120, buckets: 60}, looked: null, moves: 0, paused: true,
};

/** /proc/net/tcp with an established connection of 127.0.0.1 from each of these local ports. */
function netTcp(ports: readonly number[]): string {
	const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
	const hexadecimal = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');
	const lines = ports.map((port, index) =>
		`   ${index}: 0100007F:${hexadecimal(port)} 0100007F:0050 01 00000000:00000000 00:00000000 00000000     0        0 ${port} 1 0000000000000000 20 4 30 10 -1\n`);
	return header + lines.join('');
}

const malformed = 'what is this?\nno socket\n';

/** A sampler of a /proc tree, and what writes the sockets there. */
async function openSampler(t: TestContext): Promise<{readonly sampler: Sampler; readonly setSockets: (text: string) => Promise<void>}> {
	const procPath = await mkdtemp(path.join(tmpdir(), 'portop-proc-'));
	t.after(async () => rm(procPath, {recursive: true}));
	await mkdir(path.join(procPath, 'net'));
	await writeFile(path.join(procPath, 'net/udp'), netTcp([]));
	const sampler = new Sampler(samplerOptions({source: 'proc', procPath}));
	t.after(() => {
		sampler.close();
	});
	return {
		sampler,
		setSockets: async text => writeFile(path.join(procPath, 'net/tcp'), text),
	};
}

for (const [when, samples] of [
	['are taken', [netTcp([1001, 1002]), netTcp([2001]), netTcp([3001]), netTcp([4001])]],
	['fail at once', [netTcp([1001, 1002]), malformed, netTcp([3001]), netTcp([4001]), netTcp([5001])]],
	['fail later', [netTcp([1001, 1002]), netTcp([2001]), malformed, netTcp([3001]), netTcp([4001]), netTcp([5001])]],
] as const) {
	test(`a paused display keeps its sockets while samples ${when}`, async t => {
		const {sampler, setSockets} = await openSampler(t);
		// Another order each time, so that nothing is answered from memory.
		const ports = (paused: boolean, descending: boolean) => {
			const content = sampler.answer({...query, paused, sort: {key: 'local', descending}}, null)?.content;
			return content?.view === 'connections' ? content.rows.filter(({freshness}) => freshness !== 'vanished').map(({localPort}) => localPort) : [];
		};

		for (const [index, text] of samples.entries()) {
			await setSockets(text);
			await sampler.tick();
			const descending = index % 2 === 1;
			assert.deepEqual(ports(true, descending), descending ? [1002, 1001] : [1001, 1002]);
		}

		assert.deepEqual(ports(false, false), [samples.length === 4 ? 4001 : 5001]);
	});
}
