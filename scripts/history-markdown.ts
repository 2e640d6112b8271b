import {topics} from '../source/commands/history/topics.ts';

/** Returns the columns of each topic of `portop history`, and of its groups. */
export function historyColumnsMarkdown(): string {
	const keysOf = (columns: ReadonlyArray<{readonly key: string}>) => columns.map(({key}) => `\`${key}\``).join(', ');
	return [
		'| rows | columns |',
		'| --- | --- |',
		...Object.entries(topics).flatMap(([name, {rows, groups}]) => [
			`| \`${name}\` | ${keysOf(rows.columns)} |`,
			`| groups of ${name} | ${keysOf([{key: 'name'}, ...groups.columns])} |`,
		]),
	].join('\n');
}
