import {unknown} from '../format-number.ts';
import type {StyleName} from '../theme.ts';
import type {Cell, CellContext} from './column.ts';

type WithUser = {readonly user: string | null; readonly userId: number | null};

/** Nothing and unknown recede, so that what happens stands out. */
export function quiet(value: number | null): {readonly style?: StyleName} {
	return value === null || value === 0 ? {style: 'muted'} : {};
}

/** Ordinary below `high`, a warning from there on, bad from `critical` on. */
export function loaded(value: number | null, high: number, critical: number): {readonly style?: StyleName} {
	return value === null || value < high ? quiet(value) : {style: value < critical ? 'warning' : 'bad'};
}

export function textOrUnknown(text: string | null): Cell {
	return text === null ? {text: unknown, style: 'muted'} : {text};
}

/** The user's name, or the number where names are not wanted or there is none. */
export function userCell(row: WithUser, {naming}: CellContext): Cell {
	const id = row.userId === null ? null : String(row.userId);
	return textOrUnknown(naming === 'none' ? id : row.user ?? id);
}
