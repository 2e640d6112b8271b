import {comparedNumbers, type ComparedName} from '../fields/filter-numbers.ts';
import type {NumberField, Side, TextField} from './expression.ts';

/** The kind of values of a field of the language, and its binding. */
export type FilterField =
	| {readonly type: 'port'; readonly side: Side}
	| {readonly type: 'address'; readonly side: Side}
	| {readonly type: 'device'}
	| {readonly type: 'state'}
	| {readonly type: 'protocol'}
	| {readonly type: 'text'; readonly field: TextField}
	| {readonly type: 'number'; readonly field: NumberField};

type Described = FilterField & {
	/** For the help: what the field is, in a few words. */
	readonly description: string;
	/** For the help and for error messages: a term with this field that parses. */
	readonly example: string;
};

const numberFields = Object.fromEntries(Object.entries(comparedNumbers).map(([field, {description, example}]) => [field, {
	type: 'number', field, description, example,
// Object.fromEntries() forgets the names.
}])) as Readonly<Record<ComparedName, Described & {readonly type: 'number'}>>;

/** Every field of the language, in the order in which the help shows them. */
export const filterFields = {
	port: {
		type: 'port', side: 'any', description: 'local or remote port', example: 'port:22,80,8000-8100',
	},
	sport: {
		type: 'port', side: 'local', description: 'local port', example: 'sport:443',
	},
	dport: {
		type: 'port', side: 'remote', description: 'remote port', example: 'dport>=1024',
	},
	addr: {
		type: 'address', side: 'any', description: 'local or remote address or network', example: 'addr:10.0.0.0/8',
	},
	src: {
		type: 'address', side: 'local', description: 'local address or network', example: 'src:127.0.0.1',
	},
	dst: {
		type: 'address', side: 'remote', description: 'remote address or network', example: 'dst:fe80::/10',
	},
	dev: {type: 'device', description: 'interface that the socket is bound to: its name, or its index (0: none)', example: 'dev:eth0'},
	state: {type: 'state', description: 'state of the socket', example: 'state:estab,time-wait'},
	proto: {type: 'protocol', description: 'protocol; tcp and udp are IPv4 and IPv6', example: 'proto:tcp'},
	pid: {
		type: 'number', field: 'pid', description: 'process id of an owner', example: 'pid:1234',
	},
	process: {
		type: 'text', field: 'process', description: 'name of an owner', example: 'process:nginx',
	},
	command: {
		type: 'text', field: 'command', description: 'command line of an owner', example: 'command:worker.js',
	},
	user: {
		type: 'text', field: 'user', description: 'user name or id', example: 'user=root',
	},
	service: {
		type: 'text', field: 'service', description: 'service name of the port', example: 'service=https',
	},
	unit: {
		type: 'text', field: 'unit', description: 'systemd unit', example: 'unit:nginx.service',
	},
	container: {
		type: 'text', field: 'container', description: 'container id', example: 'container:4f66ad9a0b2e',
	},
	...numberFields,
} as const satisfies Readonly<Record<string, Described>>;

export type FilterFieldName = keyof typeof filterFields;

/** Whether a name, in lower case, is a field. */
export function isFieldName(name: string): name is FilterFieldName {
	return Object.hasOwn(filterFields, name);
}
