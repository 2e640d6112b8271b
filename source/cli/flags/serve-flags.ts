import type {Flag} from './flag.ts';

/** What `portop serve` and `portop config` take of their own. */
export const serveFlags = [
	{
		name: 'listen',
		value: 'ADDRESS:PORT',
		commands: ['serve'],
		group: 'serve',
		description: 'where to answer (default 127.0.0.1:9464)',
		example: '--listen 127.0.0.1:9464',
	},
	{
		name: 'token-file',
		value: 'FILE',
		takesFile: true,
		commands: ['serve'],
		group: 'serve',
		description: 'the bearer token that clients must send',
		example: '--token-file /etc/portop/token',
	},
	{
		name: 'insecure',
		value: null,
		commands: ['serve'],
		group: 'serve',
		description: 'answer others than this machine without a token',
	},
	{
		name: 'check',
		value: null,
		commands: ['config'],
		group: 'config',
		description: 'say what is wrong in the file, or that it is good',
	},
	{
		name: 'example',
		value: null,
		commands: ['config'],
		group: 'config',
		description: 'print a file with every key, explained',
	},
] as const satisfies readonly Flag[];
