import {tableOf} from './value-type.ts';
import {configKeys} from './config.ts';

/** Of the configuration file, for editors: docs/config.schema.json. */
export function configSchema(): Readonly<Record<string, unknown>> {
	return {
		$schema: 'https://json-schema.org/draft/2020-12/schema',
		title: 'The configuration file of portop',
		description: 'docs/config.md describes it.',
		...tableOf(configKeys).schema,
	};
}
