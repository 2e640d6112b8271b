import reactHooks from 'eslint-plugin-react-hooks';
import type {XoConfigItem} from 'xo';

const config: XoConfigItem[] = [
	{ignores: ['dist', 'test/fixtures']},
	{
		files: ['source/**/*.tsx', 'test/**/*.tsx'],
		plugins: {'react-hooks': {rules: reactHooks.rules}},
		rules: {
			'react-hooks/rules-of-hooks': 'error',
			'react-hooks/exhaustive-deps': 'error',
		},
	},
	{
		rules: {
			// Unknown is null in the model and in JSON: "absent" and "unknown" are different things.
			'unicorn/no-null': 'off',
			'@typescript-eslint/no-restricted-types': 'off',
			// The kernel's own names stay verbatim (CONTRIBUTING.md).
			'@typescript-eslint/naming-convention': 'off',
			// Netlink and packets are bits.
			'no-bitwise': 'off',
			// Samples, states and cookies are capitals in the kernel's headers, and comments quote them.
			'capitalized-comments': 'off',
			// Parsers and columnar tables are loops over indices; a closure per row is what they avoid.
			'unicorn/no-for-loop': 'off',
			'no-await-in-loop': 'off',
			// A docstring of one line takes one line.
			'unicorn/single-line-block-comment-style': 'off',
			// What portop parses is ASCII from the kernel; the v flag would only forbid characters.
			'require-unicode-regexp': 'off',
			// A docstring says what a reader cannot see; a tag for each thing that he can would be noise.
			'jsdoc/require-param': 'off',
			'jsdoc/require-param-description': 'off',
			'jsdoc/check-param-names': 'off',
			'jsdoc/require-returns': 'off',
			'jsdoc/require-yields': 'off',
			'jsdoc/require-throws': 'off',
			// Public first: a class is read from its uses down.
			'unicorn/consistent-class-member-order': 'off',
			// The names of states and options are the field's: `paused`, `descending`, `numeric`.
			'unicorn/consistent-boolean-name': 'off',
			// Short patterns with one or two groups read well without names.
			'regexp/prefer-named-capture-group': 'off',
			// Indices into columnar tables stay inside by construction; a check per access would cost more than the access.
			'@typescript-eslint/no-non-null-assertion': 'off',
			// A loop whose body is one condition says what it looks for.
			'unicorn/prefer-continue': 'off',
		},
	},
	{
		files: ['source/**/*.ts', 'source/**/*.tsx'],
		rules: {
			// It waits for the kernel's lock of the interfaces, for half a minute at times, and throws where netlink is forbidden.
			'no-restricted-imports': ['error', {name: 'node:os', importNames: ['networkInterfaces'], message: 'Use NetworkFacts or InterfaceNames, which never wait.'}],
			'no-restricted-properties': ['error', {property: 'networkInterfaces', message: 'Use NetworkFacts or InterfaceNames, which never wait.'}],
		},
	},
	{
		files: ['test/**/*.ts', 'test/**/*.tsx', 'benchmark/**/*.ts', 'scripts/**/*.ts'],
		rules: {
			// node:test waits for test() and its hooks by itself.
			'@typescript-eslint/no-floating-promises': ['error', {
				allowForKnownSafeCalls: [{from: 'package', name: ['test', 'describe', 'it', 'before', 'after', 'beforeEach', 'afterEach'], package: 'node:test'}],
			}],
			// Helpers of tests stand beside them; only *.test.ts is run.
			'node-test/no-import-test-files': 'off',
			// Property tests assert what holds in each case.
			'node-test/no-conditional-assertion': 'off',
			// node:assert/strict reads the same in helpers, which have no test context.
			'node-test/prefer-test-context-assert': 'off',
			// A fake that does nothing does nothing.
			'@typescript-eslint/no-empty-function': 'off',
		},
	},
	{
		files: ['package.json'],
		rules: {
			// The development runtime is pinned to one version on purpose.
			'package-json/dependency-version-range': 'off',
			// For development only: unrs-resolver, in xo, is newer than the binaries of it that can be had.
			'package-json/no-overrides-in-published-package': 'off',
		},
	},
];

export default config;
