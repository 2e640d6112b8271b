import {entries, type CataloguedCounter} from './entry.ts';

/** CPUs that cannot keep up with what the interfaces receive: of the whole machine, not only of this namespace. */
export const softnetErrors: readonly CataloguedCounter[] = entries('Softnet', [
	['Dropped', 'critical', 'CPU backlog full', 'Received packets dropped because a CPU\'s backlog was full: raise net.core.netdev_max_backlog, or spread the load over more CPUs (RSS, RPS)'],
	['FlowLimit', 'warning', 'one flow too much', 'Packets dropped early because a CPU\'s backlog was more than half full and their flow made most of it (net.core.flow_limit_cpu_bitmap)'],
	['TimeSqueeze', 'information', 'CPU out of budget', 'How often a CPU stopped receiving with packets left, its share used up (net.core.netdev_budget, netdev_budget_usecs): if it goes on, too few CPUs receive'],
]);
