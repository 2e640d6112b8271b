import type {ProbeMethod} from '../../model/probe-method.ts';
import type {Method} from './channel.ts';
import {connectMethod} from './connect.ts';
import {icmpMethod} from './icmp.ts';
import {synMethod} from './syn.ts';
import {udpMethod} from './udp.ts';

/** Every probe method. What other layers know of them is in model/probe-method.ts. */
export const methods: Readonly<Record<ProbeMethod, Method>> = {
	connect: connectMethod,
	syn: synMethod,
	icmp: icmpMethod,
	udp: udpMethod,
};
