import type {PortRange} from '../../model/port.ts';
import {maxTargets} from '../../probes/targets/settings.ts';
import {parseTarget} from '../../probes/targets/target.ts';
import {checkFilter, parsePorts, readSize} from '../flags/values.ts';
import {
	listOf,
	text,
	wrong,
	type ValueType,
} from './value-type.ts';
import {
	problemAt,
	problemsOfUsage,
	readEach,
	type ConfigPath,
} from './config-problem.ts';

/** An expression in the filter language; a mistake has a caret under it. */
export const filter: ValueType<string> = {
	...text,
	read(value, path) {
		const source = text.read(value, path);
		problemsOfUsage(path, () => {
			checkFilter(source, String(path.at(-1)));
		});
		return source.trim();
	},
};

/** `"22,443,8000-8100"`, or an array of numbers and such texts. */
export const ports: ValueType<readonly PortRange[]> = {
	schema: {
		oneOf: [
			{type: 'string', examples: ['22,443,8000-8100']},
			{type: 'array', items: {oneOf: [{type: 'integer', minimum: 1, maximum: 65_535}, {type: 'string'}]}},
		],
	},
	read(value, path) {
		if (typeof value === 'string') {
			return value.trim() === '' ? [] : rangesOf([value], path);
		}

		if (!Array.isArray(value)) {
			throw wrong(value, 'a text of ports, e.g. "22,443,8000-8100", or an array of them', path);
		}

		const words = readEach(value, (element: unknown, index) => {
			const place = [...path, index];
			if (typeof element !== 'string' && typeof element !== 'number') {
				throw wrong(element, 'a port, e.g. 443, or a text of ports, e.g. "8000-8100"', place);
			}

			rangesOf([String(element)], place);
			return String(element);
		});
		return words.length === 0 ? [] : rangesOf(words, path);
	},
};

/** `"64Mi"`, or a number of bytes. */
export const bytes: ValueType<number> = {
	schema: {oneOf: [{type: 'string', examples: ['256Mi']}, {type: 'integer', minimum: 0}]},
	read(value, path) {
		const read = typeof value === 'string' || typeof value === 'number' ? readSize(String(value)) : null;
		if (read === null) {
			throw wrong(value, 'a size, e.g. "256Mi", or a number of bytes', path);
		}

		return read;
	},
};

function rangesOf(words: readonly string[], path: ConfigPath): readonly PortRange[] {
	return problemsOfUsage(path, () => parsePorts(words, 'ports', 'ports = "22,443,8000-8100"'));
}

const target: ValueType<string> = {
	...text,
	read(value, path) {
		const word = text.read(value, path);
		const parsed = parseTarget(word);
		if (!parsed.ok) {
			throw problemAt(parsed.message, path);
		}

		return word;
	},
};

const targetList = listOf(target, {right: 'an array of targets, e.g. ["host:443", "icmp://host"]'});

/** Targets as they are written: `--method` is for those that name no method. */
export const targets: ValueType<readonly string[]> = {
	schema: {...targetList.schema, maxItems: maxTargets},
	read(value, path) {
		const words = targetList.read(value, path);
		if (words.length > maxTargets) {
			throw problemAt(`${words.length} targets are more than the ${maxTargets} that portop probes at the same time`, path);
		}

		return words;
	},
};
