import type {Place, ProcessInfo, SocketUser} from '../../model/process.ts';
import {userIdOf, type RowContext} from './connection-rows.ts';

/** The users and places of a row that stands for several sockets: the first, and all others, each once. */
export type SharedUsers = SocketUser & {readonly otherUsers: readonly SocketUser[]};
export type SharedPlaces = Place & {readonly otherPlaces: readonly Place[]};

export const noUsers: SharedUsers = {userId: null, user: null, otherUsers: []};
export const noPlaces: SharedPlaces = {unit: null, container: null, otherPlaces: []};

/** Returns the users of sockets, by their rows of the table. */
export function usersOf(rows: readonly number[], {table, names}: RowContext): SharedUsers {
	const userIds = new Set(rows.map(row => userIdOf(table, row)).filter(userId => userId !== null));
	const [first, ...otherUsers] = [...userIds].map(userId => ({userId, user: names.user(userId)}));
	return first === undefined ? noUsers : {...first, otherUsers};
}

/** Returns the units and containers in which processes run. */
export function placesOf(processes: readonly ProcessInfo[]): SharedPlaces {
	const places = new Map(processes
		.filter(({unit, container}) => unit !== null || container !== null)
		.map(({unit, container}) => [`${container ?? ''} ${unit ?? ''}`, {unit, container}]));
	const [first, ...otherPlaces] = places.values();
	return first === undefined ? noPlaces : {...first, otherPlaces};
}

/** Returns what filters read of such a row: one match is enough. */
export const sharedNameFields = {
	users: (row: SharedUsers): readonly string[] => [row, ...row.otherUsers].flatMap(({user}) => user ?? []),
	userIds: (row: SharedUsers): readonly number[] => [row, ...row.otherUsers].flatMap(({userId}) => userId ?? []),
	units: (row: SharedPlaces): readonly string[] => [row, ...row.otherPlaces].flatMap(({unit}) => unit ?? []),
	containers: (row: SharedPlaces): readonly string[] => [row, ...row.otherPlaces].flatMap(({container}) => container ?? []),
};
