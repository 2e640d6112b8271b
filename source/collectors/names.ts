import {readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {parsePasswd} from '../linux/etc/passwd.ts';
import {ServiceList} from '../linux/etc/service-list.ts';
import {parseServices, type Services} from '../linux/etc/services.ts';
import {transportOf, type Protocol, type Transport} from '../model/socket.ts';
import {sanitize} from '../text/sanitize.ts';
import {readIanaServices} from './iana-services.ts';

const portCount = 65_536;

/** A file that is parsed again when it has changed; missing or unreadable means empty. */
class WatchedFile<Value> {
	readonly #path: string;
	readonly #parse: (text: string) => Value;
	#version = '';
	#value: Value;

	constructor(file: string, parse: (text: string) => Value) {
		this.#path = file;
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

/** Names of users and services, from /etc/passwd and /etc/services; what the latter does not name, IANA's registry may. */
export class Names {
	readonly #users: WatchedFile<ReadonlyMap<number, string>>;
	readonly #services: WatchedFile<Services>;
	/** Read when /etc/services first has no answer. */
	#registry: ServiceList | undefined;
	/** Services that were looked up, by transport and port: a filter asks for each row of a table. */
	readonly #found = new Map<number, string | null>();

	constructor(folder = '/etc') {
		this.#users = new WatchedFile(path.join(folder, 'passwd'), parsePasswd);
		this.#services = new WatchedFile(path.join(folder, 'services'), parseServices);
	}

	/** Reads the files again if they have changed. */
	refresh(): void {
		this.#users.refresh();
		this.#services.refresh();
		this.#found.clear();
	}

	/** Returns the user's name; where /etc/passwd has none, as of a user of a container or of a directory service, the number. */
	user(userId: number): string {
		const name = this.#users.value.get(userId);
		return name === undefined ? String(userId) : sanitize(name);
	}

	/** Returns the service of a port: the administrator's name in /etc/services, else IANA's, which the ports of clients do not have. */
	service(protocol: Protocol, port: number): string | null {
		const transport = transportOf(protocol);
		const key = (transport === 'tcp' ? 0 : portCount) + port;
		let service = this.#found.get(key);
		if (service === undefined) {
			service = this.#lookUp(transport, port);
			this.#found.set(key, service);
		}

		return service;
	}

	/**
	Returns the ports of a service's name, or of an alias of /etc/services, as in the filter `sport = :https`; null where a transport has
	none, undefined where neither has.
	*/
	servicePorts(service: string): Readonly<Record<Transport, number | null>> | undefined {
		const {ports} = this.#services.value;
		const tcp = ports.get(`tcp/${service}`);
		const udp = ports.get(`udp/${service}`);
		if (tcp !== undefined || udp !== undefined) {
			return {tcp: tcp ?? null, udp: udp ?? null};
		}

		const port = this.#iana().port(service);
		return port === undefined ? undefined : {tcp: port, udp: port};
	}

	#lookUp(transport: Transport, port: number): string | null {
		const name = this.#services.value.names.get(`${transport}/${port}`);
		return name === undefined ? this.#iana().name(transport, port) : sanitize(name);
	}

	#iana(): ServiceList {
		this.#registry ??= new ServiceList(ianaServicesOrNone());
		return this.#registry;
	}
}

function ianaServicesOrNone(): string {
	try {
		return readIanaServices();
	} catch {
		// Like the files of /etc: without names the numbers are shown.
		return '';
	}
}
