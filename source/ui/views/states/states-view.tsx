import type {JSX} from 'react';
import type {Severity} from '../../../model/alert.ts';
import type {Sort} from '../../../protocol/protocol.ts';
import type {StateCount} from '../../../model/state-count.ts';
import {PlainTable} from '../../components/plain-table.tsx';
import type {Theme} from '../../text/theme.ts';
import {statesTable} from './states-table.ts';

type StatesViewProps = {
	readonly rows: readonly StateCount[];
	readonly selected: number | null;
	readonly sort: Sort;
	readonly width: number;
	readonly height: number;
	readonly isStale: boolean;
	readonly firing: Readonly<Record<string, Severity>>;
	readonly theme: Theme;
};

/** The States table. */
export function StatesView({
	rows, selected, sort, width, height, isStale, firing, theme,
}: StatesViewProps): JSX.Element {
	const {headings, rows: texts} = statesTable({
		rows: rows.slice(0, height - 1), selected, sort, width, isStale, firing,
	});
	return <PlainTable headings={headings} rows={texts} theme={theme}/>;
}
