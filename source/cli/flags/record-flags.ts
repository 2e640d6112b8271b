import type {Flag} from './flag.ts';
import {
	anyText,
	parseSize,
	secondsFrom,
	wholeFrom,
} from './values.ts';

const mebibyte = 1024 * 1024;

/** The flags of `portop record` alone. */
export const recordFlags = [
	{
		name: 'file',
		value: 'FILE',
		takesFile: true,
		commands: ['record'],
		option: 'file',
		group: 'record',
		description: 'where to record (docs/record.md has the default)',
		example: '--file /var/lib/portop/portop.db',
		parse: anyText,
		default: null,
	},
	{
		name: 'interval',
		letter: 'i',
		value: 'SECONDS',
		commands: ['record'],
		option: 'intervalSeconds',
		group: 'record',
		description: 'between samples, 0.1 to 5 (default 1)',
		example: '--interval 2',
		parse: secondsFrom(0.1, 5),
		default: 1,
	},
	{
		name: 'keep',
		value: 'DAYS',
		commands: ['record'],
		option: 'keepDays',
		group: 'record',
		description: 'for how long to keep it (default 30)',
		example: '--keep 90',
		parse: wholeFrom(1, 3650),
		default: 30,
	},
	{
		name: 'max-size',
		value: 'BYTES',
		commands: ['record'],
		option: 'maxBytes',
		group: 'record',
		description: 'of the file, whatever comes (default 1Gi)',
		example: '--max-size 500M',
		parse: parseSize(32 * mebibyte),
		default: 1024 * mebibyte,
	},
] as const satisfies readonly Flag[];
