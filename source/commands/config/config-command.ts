import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {sanitize} from '../../text/sanitize.ts';
import {readConfigFile, usersFile} from '../../cli/config/config-file.ts';
import {readMonitoring} from '../../cli/options/monitoring.ts';
import type {ConfigOptions} from '../../cli/options/options.ts';
import {UsageError} from '../../cli/flags/usage-error.ts';
import type {Words} from '../../cli/flags/words.ts';
import {print} from '../../process/write.ts';

/**
Says on stdout that the file is good, or on stderr all that is wrong with it; or prints an example.
@returns The exit code: 0, or 2 where something is wrong.
@throws {UsageError} The file cannot be read.
*/
export async function runConfig(options: ConfigOptions): Promise<number> {
	if (options.action === 'example') {
		const {configExample} = await import('../../cli/config/config-example.ts');
		return print(process.stdout, configExample(schemaFile()));
	}

	const {isGood, lines} = await checkConfig(options);
	const code = await print(isGood ? process.stdout : process.stderr, lines.map(line => `${line}\n`).join(''));
	return isGood ? code : 2;
}

/** What there is to say about the file. That there is none is no mistake. */
export async function checkConfig({named, environment}: Omit<ConfigOptions, 'action'>): Promise<{readonly isGood: boolean; readonly lines: readonly string[]}> {
	const file = await readConfigFile(named, environment);
	if (file === null) {
		const wanted = usersFile(environment);
		return {isGood: true, lines: [wanted === null ? 'There is no configuration file, and HOME does not say where it would be' : `There is no configuration file: it would be ${sanitize(wanted)}`]};
	}

	// It knows every column and key: whoever only reads the command line needs none of them.
	const {examineConfig} = await import('../../cli/config/config.ts');
	const {config, problems} = await examineConfig(file);
	const all = config === null ? problems : contradictions(() => readMonitoring(nothing, config), file.name);
	return {isGood: all.length === 0, lines: all.length === 0 ? [`${file.name} is good`] : all};
}

/** Nothing but the program's name. */
const nothing: Words = {
	command: 'monitor', input: [], has: () => false, switch: () => undefined, values: () => [],
};

/** What is wrong with values together, each of which is good: it has no place in the file. */
function contradictions(read: () => unknown, name: string): readonly string[] {
	try {
		read();
		return [];
	} catch (error) {
		if (error instanceof UsageError) {
			return [`${name}: ${error.message}`];
		}

		throw error;
	}
}

/** In the package, beside the folder of this program, be it built or not. */
function schemaFile(): string {
	const {root = ''} = /^(?<root>.*)\/(?:dist|source)\//s.exec(fileURLToPath(import.meta.url))?.groups ?? {};
	return path.join(root, 'docs/config.schema.json');
}
