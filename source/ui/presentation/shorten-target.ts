import {shortenAddress} from './address.ts';
import {textWidth} from './text-width.ts';

/** `192.0.2.7` where `icmp://192.0.2.7` is too wide: the method has a column of its own. Then the host is cut, not the port. */
export function shortenTarget(text: string, width: number): string {
	const rest = text.replace(/^[a-z]+:\/\//, '');
	return textWidth(rest) <= width ? rest : shortenAddress(rest, width);
}
