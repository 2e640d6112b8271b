import {numericFields, type FieldTable} from '../source/fields/field.ts';
import {outgoingFields} from '../source/fields/outgoing.ts';
import {portFields} from '../source/fields/port.ts';
import {lastMinuteFields, probeFields} from '../source/fields/probe.ts';
import {filterFields, type FilterField} from '../source/filter/field-catalogue.ts';
import {protocolSpellings} from '../source/filter/names.ts';

const orders = '`:` `=` `!=` `>` `>=` `<` `<=`';

const operators: Readonly<Record<FilterField['type'], string>> = {
	port: orders,
	number: orders,
	address: '`:` `=` `!=` with an address, a network, or `127.0.0.1:22` and `[::1]:443`; `~` `!~`',
	device: '`:` `=` `!=`',
	state: '`:` `=` `!=`',
	protocol: `\`:\` \`=\` \`!=\` with ${protocolSpellings.map(name => `\`${name}\``).join(', ')}`,
	text: '`:` `=` `!=` `~` `!~`',
};

/** The table of the fields that filters compare. */
export function filterFieldsMarkdown(): string {
	return [
		'| field | holds | takes | example |',
		'| --- | --- | --- | --- |',
		...Object.entries(filterFields).map(([name, {type, description, example}]) => `| \`${name}\` | ${description} | ${operators[type]} | \`${example}\` |`),
	].join('\n');
}

/** The table of the metrics that alert rules compare, with a row for each meaning. */
export function alertMetricsMarkdown(): string {
	const described = [
		...metricsOf('ports', portFields),
		...metricsOf('outgoing peers', outgoingFields),
		...metricsOf('probes', probeFields),
		...metricsOf('probes', lastMinuteFields),
	];
	const byName = Map.groupBy(described, ({metric}) => metric);
	const rows = [...byName].flatMap(([name, all]) => [...Map.groupBy(all, ({meaning}) => meaning)].map(
		([meaning, same]) => `| \`${name}\` | ${same.map(({of}) => of).join(', ')} | ${same[0]!.measure} | ${meaning} |`,
	));
	return [
		'| metric | of | value | meaning |',
		'| --- | --- | --- | --- |',
		...rows,
		'| `state NAME` | the machine | number | Sockets in a state: `state close-wait > 500` |',
		'| a counter of the Errors view | the machine | rate | Per second, by its name: `TcpExtListenDrops > 0` |',
	].join('\n');
}

function metricsOf<Row>(of: string, table: FieldTable<Row>) {
	return numericFields(table).flatMap(([, {metric, unit, percentage, meaning}]) => {
		const measure = `${unit.measure.noun}${percentage === undefined ? '' : ' or percentage'}`;
		return metric === undefined
			? []
			: [{
				of, metric, measure, meaning,
			}];
	});
}
