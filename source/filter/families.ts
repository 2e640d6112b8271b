import {quote} from '../text/quote.ts';
import type {FilterExpression} from './expression.ts';
import {FilterSyntaxError, type Span} from './filter-error.ts';

/** The address families of ss(8) that may stand before a host: `inet:127.0.0.1`. */
const familyNames = ['inet', 'inet6', 'unix', 'link', 'netlink', 'vsock'] as const;
type FamilyName = (typeof familyNames)[number];

/** Returns the family that stands before a host, e.g. `inet` of `inet:127.0.0.1`; null where there is none. */
export function familyBefore(text: string): FamilyName | null {
	return familyNames.find(name => text.startsWith(`${name}:`)) ?? null;
}

/** The family that hosts restrict a filter to: as in ss(8), one of them restricts it whole. */
export class Families {
	#family: FamilyName | null = null;

	/** Notes a family, which stands at `span`. Throws FilterSyntaxError for one that portop does not list, and for a second one. */
	restrict(family: FamilyName, span: Span): void {
		if (family !== 'inet' && family !== 'inet6') {
			throw new FilterSyntaxError(`sockets of the family ${quote(family)} are not listed here: there are inet and inet6`, span);
		}

		if (this.#family !== null && this.#family !== family) {
			throw new FilterSyntaxError('\'inet:\' and \'inet6:\' each restrict the whole filter, so that nothing can match both: leave one out', span);
		}

		this.#family = family;
	}

	/** Returns the condition that restricts the filter; null where no host names a family. */
	expression(): FilterExpression | null {
		return this.#family === null ? null : {kind: 'protocol', protocols: this.#family === 'inet' ? ['tcp', 'udp'] : ['tcp6', 'udp6']};
	}
}
