import {readFileSync, statSync} from 'node:fs';
import {parsePasswd} from '../linux/etc/passwd.ts';
import {parseServices} from '../linux/etc/services.ts';
import type {Protocol} from '../model/socket.ts';
import {sanitize} from './sanitize.ts';

/** A file that is parsed again when it has changed; missing or unreadable means empty. */
class WatchedFile<Value> {
	readonly #path: string;
	readonly #parse: (text: string) => Value;
	#version = '';
	#value: Value;

	constructor(path: string, parse: (text: string) => Value) {
		this.#path = path;
		this.#parse = parse;
		this.#value = parse('');
		this.refresh();
	}

	get value(): Value {
		return this.#value;
	}

	refresh(): void {
		try {
			const {mtimeMs, ino, size} = statSync(this.#path);
			const version = `${mtimeMs} ${ino} ${size}`;
			if (version !== this.#version) {
				this.#value = this.#parse(readFileSync(this.#path, 'utf8'));
				this.#version = version;
			}
		} catch {
			// A name is a comfort: without it the number is shown.
		}
	}
}

/** Names of users and services, from /etc/passwd and /etc/services. */
export class Names {
	readonly #users = new WatchedFile('/etc/passwd', parsePasswd);
	readonly #services = new WatchedFile('/etc/services', parseServices);

	/** Reads the files again if they have changed. */
	refresh(): void {
		this.#users.refresh();
		this.#services.refresh();
	}

	user(userId: number): string | null {
		const name = this.#users.value.get(userId);
		return name === undefined ? null : sanitize(name);
	}

	service(protocol: Protocol, port: number): string | null {
		const name = this.#services.value.get(`${protocol.startsWith('tcp') ? 'tcp' : 'udp'}/${port}`);
		return name === undefined ? null : sanitize(name);
	}

	/** The port of a service's name, as in the filter `sport = :https`. */
	port(service: string): number | undefined {
		for (const [key, name] of this.#services.value) {
			if (name === service) {
				return Number(key.slice(key.indexOf('/') + 1));
			}
		}

		return undefined;
	}
}
