// The import rules of docs/architecture.md: which folder of source/ may import which. `npm run imports` checks them.
const mayImport = {
	model: [],
	linux: ['model'],
	filter: ['model'],
	collectors: ['linux', 'model'],
	probes: ['linux', 'model'],
	alerts: ['model', 'filter'],
	engine: ['collectors', 'probes', 'alerts', 'filter', 'model'],
	outputs: ['model'],
	terminal: ['model'],
	ui: ['model', 'filter', 'terminal'],
	commands: ['model', 'linux', 'filter', 'collectors', 'probes', 'alerts', 'engine', 'outputs', 'terminal', 'ui'],
};

const layerRules = Object.entries(mayImport).map(([folder, allowed]) => ({
	name: `${folder}-imports`,
	comment: `source/${folder}/ may import ${allowed.join(', ') || 'nothing'} (docs/architecture.md)`,
	severity: 'error',
	from: {path: `^source/${folder}/`},
	to: {
		path: '^source/',
		pathNot: [
			...[folder, ...allowed].map(name => `^source/${name}/`),
			...(folder === 'ui' ? [String.raw`^source/engine/protocol\.ts$`] : []),
		],
	},
}));

module.exports = {
	forbidden: [
		...layerRules,
		{
			name: 'no-circular', severity: 'error', from: {}, to: {circular: true},
		},
		{
			name: 'no-unresolvable', severity: 'error', from: {}, to: {couldNotResolve: true},
		},
		{
			name: 'koffi-in-one-file',
			comment: 'linux/libc.ts is the one place that loads koffi',
			severity: 'error',
			from: {pathNot: String.raw`^source/linux/libc\.ts$`},
			to: {path: 'node_modules/koffi'},
		},
		{
			name: 'presentation-is-pure',
			comment: 'ui/presentation/ knows neither React nor Ink',
			severity: 'error',
			from: {path: '^source/ui/presentation/'},
			to: {path: 'node_modules/(react|ink|ink-table)/'},
		},
		{
			name: 'model-is-nouns',
			severity: 'error',
			from: {path: '^source/model/'},
			to: {pathNot: '^source/model/'},
		},
	],
	options: {
		doNotFollow: {path: 'node_modules'},
		tsPreCompilationDeps: true,
		tsConfig: {fileName: 'tsconfig.json'},
		enhancedResolveOptions: {exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'], extensions: ['.ts', '.tsx', '.js']},
	},
};
