import process from 'node:process';
import {main} from '../../source/main.ts';

/* The program without its bundle, for tests that start it. */
process.exitCode = await main();
