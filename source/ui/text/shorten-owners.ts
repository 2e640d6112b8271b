import {textWidth, truncate} from './text-width.ts';

/** `nginx +3` or `nginx` where `nginx(1234) +3` is too wide: a name tells more than the beginning of a number. */
export function shortenOwners(text: string, width: number): string {
	const [, name = text, others = ''] = /^(.*)\(\d+\)( \+\d+)?$/su.exec(text) ?? [];
	const short = name + others;
	return textWidth(short) <= width ? short : truncate(name, width);
}
