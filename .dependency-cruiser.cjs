// The import rules of docs/architecture.md: which room of source/ may import which. `npm run imports` checks them.
// A room is a folder; a file in the folder above several rooms brings them together and is imported by none of them.
const mayImport = {
	model: [],
	text: [],
	fields: ['model', 'text'],
	linux: ['model'],
	filter: ['model', 'text', 'fields'],
	collectors: ['linux', 'model', 'text'],
	probes: ['linux', 'model', 'text'],
	alerts: ['model', 'text', 'fields', 'filter'],
	recording: ['model', 'text'],
	protocol: ['model', 'fields'],
	engine: ['collectors', 'probes', 'alerts', 'filter', 'fields', 'protocol', 'recording', 'model', 'text'],
	outputs: ['fields', 'model', 'text'],
	terminal: ['model', 'text'],
	ui: ['protocol', 'fields', 'filter', 'terminal', 'model', 'text'],
	process: ['model', 'linux', 'text'],
	cli: ['alerts', 'collectors', 'fields', 'filter', 'model', 'outputs', 'probes', 'process', 'protocol', 'text', 'ui'],
	commands: ['alerts', 'cli', 'collectors', 'engine', 'fields', 'filter', 'linux', 'model', 'outputs', 'probes', 'process', 'protocol', 'recording', 'terminal', 'text', 'ui'],
};

// Which rooms of a folder may import which others of it. The folder's own files bring the rooms together: no room imports them.
const roomImports = {
	alerts: {
		observation: [], board: ['observation'], rules: ['board', 'observation'], detectors: ['board', 'observation'], 'fixed-checks': ['board', 'observation'], events: ['board', 'observation'],
	},
	probes: {
		targets: [], sockets: [], statistics: [], methods: ['sockets', 'targets'], prober: ['methods', 'sockets', 'targets'],
	},
	ui: {
		text: [],
		state: ['text'],
		keys: ['state'],
		charts: ['text'],
		tables: ['charts', 'state', 'text'],
		detail: ['charts', 'keys', 'state', 'tables', 'text'],
		components: ['tables', 'text'],
		views: ['charts', 'detail', 'keys', 'state', 'tables', 'text'],
		overlays: ['charts', 'detail', 'keys', 'state', 'tables', 'text', 'views'],
		lines: ['keys', 'overlays', 'state', 'text', 'views'],
		plain: ['keys', 'lines', 'overlays', 'state', 'tables', 'text', 'views'],
		store: ['keys', 'overlays', 'state', 'text', 'views'],
	},
	cli: {flags: [], config: ['flags'], options: ['flags', 'config']},
	commands: {
		monitor: [], list: [], probe: [], check: [], serve: [], record: [], history: [], config: [],
	},
};

// The rooms of engine/, from the comparison of two samples up to the answers; its own files (sampler, session, worker …) bring them together.
const engineRooms = {
	series: [],
	sockets: [],
	traffic: ['sockets'],
	probing: ['sockets', 'traffic'],
	views: ['series', 'sockets', 'traffic', 'probing'],
	history: ['series', 'sockets', 'traffic', 'views'],
	queries: ['series', 'sockets', 'views', 'history'],
	records: ['sockets', 'traffic', 'probing', 'views'],
	alerting: ['views'],
};

const roomRules = Object.entries({...roomImports, engine: engineRooms}).flatMap(([folder, rooms]) => Object.entries(rooms).map(([room, allowed]) => ({
	name: `${folder}-${room}-imports`,
	comment: `source/${folder}/${room}/ may import of source/${folder}/ only ${allowed.join(', ') || 'itself'} (docs/architecture.md)`,
	severity: 'error',
	from: {path: `^source/${folder}/${room}/`},
	to: {path: `^source/${folder}/`, pathNot: [room, ...allowed].map(name => `^source/${folder}/${name}/`)},
})));

const layerRules = Object.entries(mayImport).map(([folder, allowed]) => ({
	name: `${folder}-imports`,
	comment: `source/${folder}/ may import ${allowed.join(', ') || 'nothing'} (docs/architecture.md)`,
	severity: 'error',
	from: {path: `^source/${folder}/`},
	to: {
		path: '^source/',
		pathNot: [folder, ...allowed].map(name => `^source/${name}/`),
	},
}));

module.exports = {
	forbidden: [
		...layerRules,
		...roomRules,
		{
			name: 'no-circular', severity: 'error', from: {}, to: {circular: true},
		},
		{
			name: 'no-unresolvable', severity: 'error', from: {}, to: {couldNotResolve: true},
		},
		{
			name: 'koffi-in-one-file',
			comment: 'linux/calls/libc.ts is the one place that loads koffi',
			severity: 'error',
			from: {pathNot: String.raw`^source/linux/calls/libc\.ts$`},
			to: {path: 'node_modules/koffi'},
		},
		{
			name: 'drawing-is-pure',
			comment: 'only components of ui/ (.tsx) know React and Ink, which are loaded after the first frame',
			severity: 'error',
			from: {path: '^source/ui/.*[.]ts$'},
			to: {path: ['node_modules/(react|ink|ink-table)/', '^source/ui/.*[.]tsx$']},
		},
		{
			name: 'views-apart',
			comment: 'a view of ui/views/ knows no other view, and not the registry: what views share is in ui/views/shared/',
			severity: 'error',
			from: {path: '^source/ui/views/([^/]+)/', pathNot: '^source/ui/views/overview/'},
			to: {path: '^source/ui/views/', pathNot: '^source/ui/views/($1|shared)/'},
		},
		{
			name: 'overview-of-ports',
			comment: 'the Overview is the ports with other columns, and what stands around them: it knows their view, and no other',
			severity: 'error',
			from: {path: '^source/ui/views/overview/'},
			to: {path: '^source/ui/views/', pathNot: '^source/ui/views/(overview|ports|shared)/'},
		},
		{
			name: 'views-by-registry',
			comment: 'only ui/views/registry.ts knows single views',
			severity: 'error',
			from: {path: '^source/', pathNot: String.raw`^source/ui/views/([^/]+/|registry\.ts$)`},
			to: {path: '^source/ui/views/(?!shared/)[^/]+/'},
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
