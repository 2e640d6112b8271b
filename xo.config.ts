import xoReact from 'eslint-config-xo-react';
import type {FlatXoConfig} from 'xo';

const react = xoReact().map(config => ({...config, files: ['source/**/*.tsx', 'test/**/*.tsx']}));

const config: FlatXoConfig = [
	{ignores: ['dist', 'test/fixtures']},
	...react as FlatXoConfig,
	{
		rules: {
			// Unknown is null in the model and in JSON: "absent" and "unknown" are different things.
			'unicorn/no-null': 'off',
			'@typescript-eslint/no-restricted-types': 'off',
			// The kernel's own names stay verbatim (conventions.md).
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
		},
	},
	{
		files: ['package.json'],
		rules: {
			// The development runtime is pinned to one version on purpose (design.md §4).
			'package-json/dependency-version-range': 'off',
		},
	},
];

export default config;
