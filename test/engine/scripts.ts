import {readFileSync} from 'node:fs';
import {
	access,
	chmod,
	mkdtemp,
	readFile,
	rm,
	writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {TestContext} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';

/** A folder with little programs that are run as commands of alerts; goes with the test. */
export class Scripts {
	readonly folder: string;

	private constructor(folder: string) {
		this.folder = folder;
	}

	static async create(context: TestContext): Promise<Scripts> {
		const folder = await mkdtemp(path.join(tmpdir(), 'portop-commands-'));
		context.after(async () => {
			await rm(folder, {recursive: true});
		});
		return new Scripts(folder);
	}

	/** A program for sh; `$D` is the folder. Gives its path. */
	async add(name: string, body: string): Promise<string> {
		const file = this.path(name);
		await writeFile(file, `#!/bin/sh\nD='${this.folder}'\n${body}\n`);
		await chmod(file, 0o755);
		return file;
	}

	path(name: string): string {
		return path.join(this.folder, name);
	}

	async read(name: string): Promise<string> {
		return readFile(this.path(name), 'utf8');
	}

	async lines(name: string): Promise<readonly string[]> {
		const text = (await this.has(name)) ? await this.read(name) : '';
		return text.split('\n').filter(line => line !== '');
	}

	async hasLines(name: string, count: number): Promise<boolean> {
		const lines = await this.lines(name);
		return lines.length === count;
	}

	async has(name: string): Promise<boolean> {
		try {
			await access(this.path(name));
			return true;
		} catch {
			return false;
		}
	}

	async write(name: string): Promise<void> {
		await writeFile(this.path(name), '');
	}

	/** A number that a script writes, once it is there. */
	async number(name: string): Promise<number> {
		await until(async () => this.hasLines(name, 1));
		return Number(await this.read(name));
	}
}

/** Waits until it holds. Throws after 20 seconds. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
	const deadline = performance.now() + 20_000;
	while (!(await isSo())) {
		if (performance.now() > deadline) {
			throw new Error(`still not so: ${isSo.toString()}`);
		}

		await wait(5);
	}
}

/** False for a zombie, which nobody may have waited for yet. */
export function isAlive(pid: number): boolean {
	try {
		return !/^\d+ \(.*\) [XZ] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}
