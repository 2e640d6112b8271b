import type {Binding} from './binding.ts';
import {dialogBindings} from './dialog-bindings.ts';
import {lineBindings} from './line-bindings.ts';
import {viewBindings} from './view-bindings.ts';

/** The commands that the configuration file can give other keys. */
export type KeyCommand = Extract<(typeof viewBindings)[number], {readonly name: string}>['name'];

/**
The command table: what keys do, the help, the status line, the tables of docs/keys.md and docs/config.md all come from it. The
order is that of the help and, for those with a label, of their importance in the status line.
*/
export const bindings: readonly Binding[] = [...viewBindings, ...lineBindings, ...dialogBindings];

/** Each name once, in the order of the table. */
export const keyCommands: readonly KeyCommand[] = [...new Set(viewBindings.flatMap(binding => 'name' in binding ? [binding.name] : []))];
