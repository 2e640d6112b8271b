import assert from 'node:assert/strict';
import {test} from 'node:test';
import {SharedDocument, type Lease} from '../../../source/commands/serve/serve-documents.ts';

function numbered() {
	let made = 0;
	const document = new SharedDocument(async () => {
		made++;
		return Uint8Array.of(made);
	});
	return {document, made: () => made};
}

function end(lease: Lease): void {
	lease[Symbol.dispose]();
}

test('made when it is first asked for, once per sample', async () => {
	const {document, made} = numbered();
	assert.equal(made(), 0);
	const leases = await Promise.all(Array.from({length: 10}, async () => document.lease(1)));
	assert.equal(made(), 1);
	assert.equal(new Set(leases.map(({bytes}) => bytes)).size, 1);
	for (const lease of leases) {
		end(lease);
	}

	end(await document.lease(1));
	assert.equal(made(), 1);
	end(await document.lease(2));
	assert.equal(made(), 2);
});

test('slow readers hold three editions at most; others get the newest of them', async () => {
	const {document, made} = numbered();
	const first = await document.lease(1);
	const second = await document.lease(2);
	const third = await document.lease(3);
	const fourth = await document.lease(4);
	assert.equal(made(), 3);
	assert.equal(fourth.bytes, third.bytes);
	end(first);
	const fifth = await document.lease(5);
	assert.deepEqual([...fifth.bytes], [4]);
	for (const lease of [second, third, fourth, fifth]) {
		end(lease);
	}

	const sixth = await document.lease(6);
	assert.deepEqual([...sixth.bytes], [5]);
});

test('what could not be made is tried again', async () => {
	let fails = true;
	const document = new SharedDocument(async () => {
		if (fails) {
			throw new Error('out of ink');
		}

		return Uint8Array.of(1);
	});
	await assert.rejects(document.lease(1), /out of ink/);
	await assert.rejects(document.lease(2), /out of ink/);
	fails = false;
	const lease = await document.lease(2);
	assert.deepEqual([...lease.bytes], [1]);
});
