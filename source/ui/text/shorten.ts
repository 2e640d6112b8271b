import {factsOf, probeMethods} from '../../model/probe-method.ts';
import {shortenAddress} from './address.ts';
import {textWidth, truncate} from './text-width.ts';

/** `192.0.2.7` where `icmp://192.0.2.7` is too wide: the method has a column of its own. Then the host is cut, not the port. */
export function shortenTarget(text: string, width: number): string {
	const rest = text.replace(/^[a-z]+:\/\//, '');
	return textWidth(rest) <= width ? rest : shortenAddress(rest, width);
}

/** `udp db:161` where `udp://db:161` is too wide. Without `icmp`: only its targets have no port. */
export function shortenTargetWithMethod(text: string, width: number): string {
	const [scheme, rest] = text.split('://', 2);
	const method = probeMethods.find(name => name === scheme);
	if (method === undefined || rest === undefined || factsOf(method).transport === null) {
		return shortenTarget(text, width);
	}

	const {shortName} = factsOf(method);
	const room = width - shortName.length - 1;
	return `${shortName} ${textWidth(rest) <= room ? rest : shortenAddress(rest, room)}`;
}

/** Shortens `nginx(1234) +3` to `nginx +3` or `nginx`: a name says more than the beginning of a number. */
export function shortenOwners(text: string, width: number): string {
	const [, name = text, others = ''] = /^(.*)\(\d+\)( \+\d+)?$/su.exec(text) ?? [];
	const short = name + others;
	return textWidth(short) <= width ? short : truncate(name, width);
}

/** Shortens `systemd-resolve +1` to `systemd… +1`. */
export function shortenShared(text: string, width: number): string {
	const [, name = text, others = ''] = /^(.*)( \+\d+)$/su.exec(text) ?? [];
	return textWidth(others) < width ? truncate(name, width - textWidth(others)) + others : truncate(text, width);
}
