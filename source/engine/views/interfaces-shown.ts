import type {InterfaceRow} from '../../protocol/protocol.ts';
import {chartsOf, historyOf} from './row-series.ts';
import type {ViewQuestion} from './view.ts';

/** The most interfaces that have charts: a machine with containers has an interface for each. */
const maxCharted = 8;
/** The most interfaces that have a sparkline. */
const maxHistories = 64;

/**
Returns the interfaces with their sparklines and charts. Charts have those that count in the totals, then those through which most passed in
the time that charts cover, if anything did; one of errors or of drops is there only where something was counted.
*/
export function interfacesShown(question: ViewQuestion): readonly InterfaceRow[] {
	const {sample: {interfaces}} = question;
	const charted = new Map(interfaces
		.map(({name, isCounted}) => ({name, isCounted, traffic: chartsOf(question, 'interface', name, ['receive', 'send'])}))
		.map(each => ({...each, passed: (each.traffic.receive?.total ?? 0) + (each.traffic.send?.total ?? 0)}))
		.filter(({isCounted, passed}) => isCounted || passed > 0)
		.toSorted((one, other) => one.isCounted === other.isCounted ? other.passed - one.passed : Number(other.isCounted) - Number(one.isCounted))
		.slice(0, maxCharted)
		.map(({name, traffic}) => [name, {...traffic, ...troubleOf(question, name)}]));
	return interfaces.map((each, index) => ({
		...each,
		history: index < maxHistories ? historyOf(question, 'interface', each.name, ['receive', 'send']) : [],
		charts: charted.get(each.name) ?? null,
	}));
}

/** Returns the charts of errors and of drops, where there were some. */
function troubleOf(question: ViewQuestion, name: string): InterfaceRow['charts'] {
	const {errors, drops} = chartsOf(question, 'interface', name, ['errors', 'drops']);
	return {
		...(errors?.peak ?? 0) > 0 && {errors},
		...(drops?.peak ?? 0) > 0 && {drops},
	};
}
