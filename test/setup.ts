/*
Loaded before every test file. ink-table is CommonJS and requires Ink, which has a top-level await that
require() refuses (ERR_REQUIRE_ASYNC_MODULE). Importing Ink first and putting it into require.cache gives
ink-table the very same Ink. The bundle needs none of this: there the awaited branch is dead code.
*/
import Module, {createRequire} from 'node:module';
import * as ink from 'ink';

const require = createRequire(import.meta.url);
const path = require.resolve('ink');
require.cache[path] = Object.assign(new Module(path), {exports: ink, loaded: true});
