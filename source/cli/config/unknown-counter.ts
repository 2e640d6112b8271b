import {errorCatalogue} from '../../collectors/error-catalogue.ts';
import {quote} from '../../text/quote.ts';
import {suggestion} from '../../text/suggestion.ts';

/** What is wrong with a rule's counter; null where it is one of the catalogue, or no counter. */
export function unknownCounter(metric: string): string | null {
	const [, name] = /^counter (?<name>.+)$/.exec(metric) ?? [];
	const names = errorCatalogue.map(counter => counter.name);
	return name === undefined || names.some(known => known.toLowerCase() === name.toLowerCase()) ? null : `there is no counter ${quote(name)} in the Errors view: ${suggestion(name, names) ?? 'e shows all of them there'}`;
}
