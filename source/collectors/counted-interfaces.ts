import type {Link} from '../linux/netlink/route.ts';

/** Kinds of interfaces whose packets go nowhere, or come from elsewhere on this machine. */
const deadEnds = new Set(['dummy', 'ifb', 'nlmon', 'vcan', 'vxcan']);

/**
Returns the names of the interfaces that make up the machine's traffic, each frame once: by which it enters or leaves the network
namespace. That is hardware, or a hypervisor's; where there is none, what another namespace is behind (veth, macvlan …); where
there is not even that, all that lie on no other one (a tunnel from user space). What lies on another interface of the
namespace (VLAN, macvlan, bridge, bond, VRF, DSA port) passes on its frames, and a veth with both ends here leads nowhere.
*/
export function countedInterfaces(links: readonly Link[]): ReadonlySet<string> {
	const byIndex = new Map(links.map(link => [link.index, link]));
	const ofLinks = (members: readonly Link[]) => new Set(members.map(({name}) => name));
	const masters = new Set(links.flatMap(link => {
		const whole = byIndex.get(link.master ?? 0);
		// A virtual function below its hypervisor's interface, which counts the frames of both.
		return whole === undefined || isHardware(whole) ? [] : [whole.index];
	}));
	const candidates = links.filter(link => link.type === 'other'
		&& !deadEnds.has(link.kind ?? '')
		&& !masters.has(link.index)
		&& !liesOnAnother(link, byIndex)
		&& !isPartOfHardware(link, byIndex));
	for (const leadsOut of [isHardware, (link: Link) => link.isLinkedElsewhere]) {
		const leading = candidates.filter(link => leadsOut(link));
		if (leading.length > 0) {
			return ofLinks(leading);
		}
	}

	return ofLinks(candidates);
}

/** Before Linux 5.14 hardware is what has no kind. */
function isHardware({kind, isOnBus}: Link): boolean {
	return isOnBus || kind === null;
}

/** For a veth that is the other end, if it is in this namespace too. */
function liesOnAnother({index, lower, isLinkedElsewhere}: Link, byIndex: ReadonlyMap<number, Link>): boolean {
	return lower !== null && lower !== index && !isLinkedElsewhere && byIndex.has(lower);
}

function isPartOfHardware({master}: Link, byIndex: ReadonlyMap<number, Link>): boolean {
	const whole = byIndex.get(master ?? 0);
	return whole !== undefined && isHardware(whole);
}
