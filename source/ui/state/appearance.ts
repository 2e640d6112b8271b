import type {Sort} from '../../protocol/protocol.ts';
import type {ViewName} from '../../model/snapshot.ts';
import type {ThemeChoice} from '../text/theme-names.ts';

/** The columns of a view by their ids, in their order; a view that has none chooses by importance. */
export type ChosenColumns = Readonly<Partial<Record<ViewName, readonly string[]>>>;

/** The keys of commands, by the commands' names (ui/keys/view-bindings.ts); one that is not there has its usual ones. */
export type ConfiguredKeys = Readonly<Partial<Record<string, readonly string[]>>>;

export type NamedFilter = {
	readonly name: string;
	/** In the filter language, checked. */
	readonly filter: string;
};

/** The initial state and the looks of the interface. */
export type Appearance = {
	readonly view: ViewName;
	/** The sorts of views that do not begin with their usual one. */
	readonly sorts: Readonly<Partial<Record<ViewName, Sort>>>;
	readonly columns: ChosenColumns;
	readonly namedFilters: readonly NamedFilter[];
	readonly theme: ThemeChoice;
	readonly keys: ConfiguredKeys;
};

export const defaultKeys: ConfiguredKeys = {};

export const defaultAppearance: Appearance = {
	view: 'overview', sorts: {}, columns: {}, namedFilters: [], theme: {base: 'default', looks: {}}, keys: defaultKeys,
};
