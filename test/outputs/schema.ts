import {readFileSync} from 'node:fs';
import path from 'node:path';
import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

export const documentation = path.join(import.meta.dirname, '../../docs');
export const schema = JSON.parse(readFileSync(path.join(documentation, 'json.schema.json'), 'utf8')) as Record<string, unknown>;

const validate = compile();

function compile(): ValidateFunction {
	// strictRequired knows nothing of properties that stand beside a oneOf.
	const ajv = new Ajv2020({
		allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true,
	});
	formats.default(ajv);
	return ajv.compile(schema);
}

/** What is wrong with a document by docs/json.schema.json; empty when nothing is. */
export function schemaErrors(document: unknown): string {
	return validate(document) ? '' : JSON.stringify(validate.errors);
}
