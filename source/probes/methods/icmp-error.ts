import {SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6, type ExtendedError} from '../../linux/packet/control-message.ts';
import {describeIcmp} from '../../linux/packet/icmp.ts';
import type {Answer} from '../prober/ledger.ts';
import type {Destination} from './channel.ts';

/** Port unreachable: RFC 792 type 3 code 3, RFC 4443 type 1 code 4. Anything else says something about the path or its firewalls. */
const isPortUnreachable = (version: 4 | 6, type: number, code: number) => version === 4 ? type === 3 && code === 3 : type === 1 && code === 4;

/**
What an ICMP error in a socket's error queue says of a probe; undefined when it is an error of another origin. A firewall on
the path may say port unreachable as well: only from the target itself it means that its port is closed.
*/
export function icmpAnswer({origin, type, code, offender}: ExtendedError, {address, port}: Destination): Pick<Answer, 'kind' | 'from' | 'icmp' | 'detail'> | undefined {
	if (origin !== SO_EE_ORIGIN_ICMP && origin !== SO_EE_ORIGIN_ICMP6) {
		return undefined;
	}

	const version = origin === SO_EE_ORIGIN_ICMP ? 4 : 6;
	const isRefusal = port !== 0 && offender === address && isPortUnreachable(version, type, code);
	return {
		kind: isRefusal ? 'refused' : 'rejected',
		from: offender,
		icmp: {type, code},
		detail: describeIcmp(version, type, code),
	};
}
