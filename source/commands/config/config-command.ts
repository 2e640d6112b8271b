import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {sanitize} from '../../text/sanitize.ts';
import {readConfigFile, usersFile} from '../../cli/config/config-file.ts';
import {noArguments} from '../../cli/flags/parsed-arguments.ts';
import {readOptions} from '../../cli/flags/read-options.ts';
import {readMonitoring} from '../../cli/options/monitoring.ts';
import type {ConfigOptions} from '../../cli/options/options.ts';
import {UsageError} from '../../cli/flags/usage-error.ts';
import {print} from '../../process/write.ts';

/**
Reports on stdout that the file is good, or on stderr all that is wrong with it; or prints an example.
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

/** Checks the file. That there is none is no mistake. */
export async function checkConfig({configFile, environment}: Omit<ConfigOptions, 'action'>): Promise<{readonly isGood: boolean; readonly lines: readonly string[]}> {
	const file = await readConfigFile(configFile, environment);
	if (file === null) {
		const wanted = usersFile(environment);
		return {isGood: true, lines: [wanted === null ? 'There is no configuration file, and HOME does not say where it would be' : `There is no configuration file: it would be ${sanitize(wanted)}`]};
	}

	const {examineConfig, withoutForeignCommands} = await import('../../cli/config/config.ts');
	const {config, problems} = await examineConfig(file);
	const all = config === null ? problems : contradictions(() => readMonitoring(readOptions(noArguments, config), noArguments.given, config), file.name);
	if (config === null || all.length > 0) {
		return {isGood: false, lines: all};
	}

	const {warning} = withoutForeignCommands(config, file);
	return {isGood: true, lines: [`${file.name} is good`, ...(warning === null ? [] : [`But ${warning}`])]};
}

/** Finds values that are wrong together, though each of them is good: they have no single place in the file. */
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

/** Returns the path of the schema in the package, for the built program and for its source. */
function schemaFile(): string {
	const {root = ''} = /^(?<root>.*)\/(?:dist|source)\//s.exec(fileURLToPath(import.meta.url))?.groups ?? {};
	return path.join(root, 'docs/config.schema.json');
}
