import type {RecordedGrouping} from '../../model/recorded.ts';
import type {AnswerColumn} from './columns.ts';
import type {FilterSource} from './filter-sql.ts';

/** A thing that can be asked about: how its rows are found, and which columns they have. */
export type Topic = {
	/** The tables that its rows are selected from, with the condition on `:since` and `:until`. */
	readonly source: string;
	/** It has figures of intervals, which the temporary table `chosen` lists; a row of an answer is a period in which the filter held. */
	readonly ofIntervals: boolean;
	/** Its source has the connections that have not ended too, as open-connections.ts adds them. */
	readonly hasOpen?: true;
	readonly filter: FilterSource;
	readonly rows: RowColumns;
	/** The expression that names the group of a row. */
	readonly groupings: Readonly<Partial<Record<RecordedGrouping, {readonly title: string; readonly sql: string}>>>;
	/** The columns of a group, after its name. */
	readonly groups: RowColumns;
};

type RowColumns = {
	readonly columns: readonly AnswerColumn[];
	/** The key that rows are sorted by unless another one is given. */
	readonly order: string;
	/** Its largest values are first. */
	readonly descending: boolean;
	/** The columns that are the same in all rows of a period. */
	readonly period?: readonly string[];
	/** The tables of its figures and names. */
	readonly tables?: readonly string[];
};
