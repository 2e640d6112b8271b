import type {NetworkInterface} from '../../model/traffic.ts';
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
	const charted = new Set(interfaces
		.map(({name, isCounted}) => ({name, isCounted, charts: chartsOf(question, 'interface', name, ['receive', 'send'])}))
		.map(({charts: {receive, send}, ...each}) => ({...each, passed: (receive?.total ?? 0) + (send?.total ?? 0)}))
		.filter(({isCounted, passed}) => isCounted || passed > 0)
		.toSorted((one, other) => one.isCounted === other.isCounted ? other.passed - one.passed : Number(other.isCounted) - Number(one.isCounted))
		.slice(0, maxCharted)
		.map(({name}) => name));
	return interfaces.map((each, index) => ({
		...each,
		history: index < maxHistories ? historyOf(question, 'interface', each.name, ['receive', 'send']) : [],
		charts: charted.has(each.name) ? chartsOfInterface(question, each) : null,
	}));
}

function chartsOfInterface(question: ViewQuestion, {name}: NetworkInterface): InterfaceRow['charts'] {
	const {errors, drops, ...traffic} = chartsOf(question, 'interface', name, ['receive', 'send', 'errors', 'drops']);
	return {
		...traffic,
		...(errors?.peak ?? 0) > 0 && {errors},
		...(drops?.peak ?? 0) > 0 && {drops},
	};
}
