import type {Flag} from './flag.ts';
import {anyText, parseListenAddress} from './values.ts';

/** The flags of `portop serve` and `portop config` alone. */
export const serveFlags = [
	{
		name: 'listen',
		value: 'ADDRESS:PORT',
		commands: ['serve'],
		option: 'listen',
		group: 'serve',
		description: 'where to answer (default 127.0.0.1:9464)',
		example: '--listen 127.0.0.1:9464 or --listen [::1]:9464',
		parse: parseListenAddress,
		default: {text: '127.0.0.1:9464', host: '127.0.0.1', port: 9464},
	},
	{
		name: 'token-file',
		value: 'FILE',
		takesFile: true,
		commands: ['serve'],
		option: 'tokenFile',
		group: 'serve',
		description: 'the bearer token that clients must send',
		example: '--token-file /etc/portop/token',
		parse: anyText,
		default: null,
	},
	{
		name: 'insecure',
		value: null,
		commands: ['serve'],
		option: 'insecure',
		group: 'serve',
		description: 'answer others than this machine without a token',
	},
	{
		name: 'check',
		value: null,
		commands: ['config'],
		option: 'check',
		group: 'config',
		description: 'say what is wrong in the file, or that it is good',
	},
	{
		name: 'example',
		value: null,
		commands: ['config'],
		option: 'example',
		group: 'config',
		description: 'print a file with every key, explained',
	},
] as const satisfies readonly Flag[];
