import {recordedTopics} from '../../model/recorded.ts';
import {listedViews} from '../../model/snapshot.ts';

/** The commands that exist, by name: the words after `portop`; `monitor` is `portop` alone. */
export const commands = [
	{name: 'monitor', usage: 'portop', description: 'the live monitor; needs a terminal'},
	{
		name: 'list',
		usage: `portop list [${listedViews.join('|')}]`,
		words: listedViews,
		description: 'one sample; connections as ss -antp',
	},
	{name: 'probe', usage: 'portop probe TARGET...', description: 'loss and round-trip times'},
	{name: 'check port', usage: 'portop check port PORTS...', description: 'check ports for a monitoring system'},
	{name: 'check ping', usage: 'portop check ping TARGET...', description: 'check loss and round-trip times'},
	{name: 'check connections', usage: 'portop check connections', description: 'check the number of sockets by state'},
	{name: 'serve', usage: 'portop serve', description: 'metrics for Prometheus over HTTP'},
	{name: 'record', usage: 'portop record', description: 'write history to a file until stopped'},
	{
		name: 'history',
		usage: 'portop history TOPIC',
		words: recordedTopics,
		description: 'what was recorded: who, when, how much',
	},
	{name: 'replay', usage: 'portop replay FILE', description: 'the monitor over a recording'},
	{name: 'config', usage: 'portop config', description: 'check or explain the configuration'},
] as const satisfies readonly Command[];

export type Command = {
	readonly name: string;
	readonly usage: string;
	/** The words that may stand after it, if they are few. */
	readonly words?: readonly string[];
	readonly description: string;
};
export type CommandName = (typeof commands)[number]['name'];
export type CheckCommand = Extract<CommandName, `check ${string}`>;
export const commandNames: readonly CommandName[] = commands.map(({name}) => name);
