import process from 'node:process';
import {
	Counter,
	Gauge,
	Registry,
	type OpenMetricsContentType,
} from 'prom-client';
import {machineMetrics, programMetrics} from './metrics-machine.ts';
import type {MetricFamily, MetricsModel} from './metrics-model.ts';
import {portMetrics} from './metrics-ports.ts';
import {probeMetrics} from './metrics-probes.ts';
import {socketMetrics} from './metrics-sockets.ts';

/** The formats of metrics: OpenMetrics 1.0, or the text format of Prometheus before it. */
export type MetricsFormat = 'openmetrics' | 'prometheus';

export const metricsContentTypes: Readonly<Record<MetricsFormat, string>> = {
	openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
	prometheus: Registry.PROMETHEUS_CONTENT_TYPE,
};

const groups: ReadonlyArray<{readonly title: string; readonly metrics: readonly MetricFamily[]}> = [
	{title: 'Connections', metrics: socketMetrics},
	{title: 'Ports', metrics: portMetrics},
	{title: 'Probes', metrics: probeMetrics},
	{title: 'Errors, interfaces, alerts', metrics: machineMetrics},
	{title: 'portop itself', metrics: programMetrics},
];

/** The maximum length of a label value, in characters; the last ones keep values with the same beginning distinct. */
const maxLabelLength = 200;
const fingerprintLength = 8;

/** Returns everything as text. A family of which nothing is known is not there. */
export async function metricsText(model: MetricsModel, format: MetricsFormat): Promise<string> {
	const registry = registryFor(format);
	for (const {metrics} of groups) {
		for (const metric of metrics) {
			addFamily(registry, metric, model);
		}
	}

	return registry.metrics();
}

type AnyRegistry = Registry<OpenMetricsContentType> | Registry;

function registryFor(format: MetricsFormat): AnyRegistry {
	if (format === 'prometheus') {
		return new Registry();
	}

	const registry = new Registry<OpenMetricsContentType>();
	registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
	return registry;
}

/* Made again each time, so that what has gone leaves no series behind. */
function addFamily(registry: AnyRegistry, {name, type, help, labels, values}: MetricFamily, model: MetricsModel): void {
	const known = [...values(model)].flatMap(([words, value]) => value === null ? [] : [{labels: labelled(labels, words), value}]);
	if (known.length === 0) {
		return;
	}

	const configuration = {
		name, help, labelNames: labels, registers: [registry],
	};
	if (type === 'gauge') {
		const gauge = new Gauge(configuration);
		for (const each of known) {
			gauge.set(each.labels, each.value);
		}
	} else {
		const counter = new Counter(configuration);
		for (const each of known) {
			counter.inc(each.labels, each.value);
		}
	}
}

function labelled(names: readonly string[], words: readonly string[]): Record<string, string> {
	return Object.fromEntries(names.map((name, index) => [name, shortened(words[index]!)]));
}

function shortened(word: string): string {
	if (word.length <= maxLabelLength) {
		return word;
	}

	const {hash} = process.getBuiltinModule('node:crypto');
	return `${[...word].slice(0, maxLabelLength - 1 - fingerprintLength).join('')}…${hash('sha256', word).slice(0, fingerprintLength)}`;
}

/** Returns the tables of docs/serve.md. */
export function metricsMarkdown(): string {
	return groups.map(({title, metrics}) => [
		`### ${title}`,
		'',
		'| metric | labels | is |',
		'| --- | --- | --- |',
		...metrics.map(({name, labels, help}) => `| \`${name}\` | ${labels.map(label => `\`${label}\``).join(' ')} | ${help} |`),
	].join('\n')).join('\n\n');
}
