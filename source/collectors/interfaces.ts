import {readNetDev, type InterfaceCounters} from '../linux/procfs/net-dev.ts';
import {listInterfaces, physicalInterfaces} from '../linux/procfs/sys-class-net.ts';
import {sanitize} from '../text/sanitize.ts';

/** An interface, and whether its traffic is part of the machine's. */
export type CountedInterface = InterfaceCounters & {readonly isCounted: boolean};

/**
Reads the counters of every interface. The machine's traffic is the sum over the physical interfaces, or over all but loopback
where there is none (a container, a namespace): bridges, tunnels and virtual pairs would count the same packet twice.
@throws Where /proc/net/dev cannot be read.
*/
export function readInterfaces(procPath: string): readonly CountedInterface[] {
	const all = readNetDev(procPath);
	const physical = physicalInterfaces();
	const hasPhysical = all.some(({name}) => physical.has(name));
	return all.map(each => ({
		...each,
		name: sanitize(each.name),
		isCounted: hasPhysical ? physical.has(each.name) : each.name !== 'lo',
	}));
}

/** Returns the name of an interface by its index, from a listing made now; the index as text where it is not in it. */
export type InterfaceName = (index: number) => string;

/** Lists the interfaces. */
export function interfaceNames(): InterfaceName {
	const names = listInterfaces();
	return index => {
		const name = names.get(index);
		return name === undefined ? String(index) : sanitize(name);
	};
}
