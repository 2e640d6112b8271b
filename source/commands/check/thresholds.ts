import type {CheckFigure, FigureKind, Range} from '../../model/check.ts';
import {judge} from '../../outputs/check/verdict.ts';
import type {Threshold} from '../../cli/flags/check-values.ts';
import type {Thresholds} from '../../cli/options/options.ts';

/**
Makes the figures of one item.
@param thresholds Those with the item's name before the key are for that item only. One with a key goes before one without.
@param main The figure that a threshold without a key is for; null: every figure.
*/
export function figureMaker({warning, critical}: Thresholds, name: string, main: FigureKind | null) {
	const find = (thresholds: readonly Threshold[], {key}: FigureKind): Range | null => {
		const wanted = [`${name}_${key}`, key, ...main === null || main.key === key ? [null] : []];
		return wanted.map(candidate => thresholds.findLast(threshold => threshold.key === candidate)).find(found => found !== undefined)?.range ?? null;
	};

	return (kind: FigureKind, value: number | null): CheckFigure => judge(kind, value, {warning: find(warning, kind), critical: find(critical, kind)});
}
