import type {ErrorCounter} from '../model/error-counter.ts';
import {count, perSecond} from '../text/units.ts';
import {defineFields} from './field.ts';

/** Every figure and name of a kernel counter of errors. */
export const counterFields = defineFields<ErrorCounter>()({
	name: {read: row => row.name, unit: 'text', meaning: 'The kernel\'s counter, as nstat spells it; Softnet…: of the whole machine'},
	rate: {
		read: row => row.perSecond, unit: perSecond, noun: '', recorded: true, unknownLast: true, meaning: 'Counted per second since the previous sample',
	},
	sinceStart: {
		read: row => row.sinceStart, unit: count, noun: '', meaning: 'Counted since portop started',
	},
	sinceReset: {
		read: row => row.sinceReset, unit: count, noun: '', unknownLast: true, meaning: 'Counted since the totals were reset; shown from then on',
	},
	total: {
		read: row => row.total, unit: count, noun: '', meaning: 'Counted since the machine or the network namespace came up',
	},
});

/** The sort keys of the Errors view; `order` is that of the catalogue, where related counters are next to each other. */
export type ErrorSortKey = 'order' | keyof typeof counterFields;
