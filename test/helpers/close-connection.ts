/*
Closes the connection of a local port from here, as X and y do, and prints the words for it as a line.
	close-connection.ts PORT
*/
import process from 'node:process';
import {Sampler} from '../../source/engine/sampler.ts';
import {samplerOptions} from '../builders/sampler-options.ts';
import {connectionOf} from './sampled-connection.ts';

const sampler = new Sampler(samplerOptions());
await sampler.tick();
const connection = connectionOf(sampler, row => row.localPort === Number(process.argv[2]) && row.remotePort !== 0);
const {proposal, problem} = sampler.proposeClose(connection?.identity ?? '');
process.stdout.write(`${proposal === null ? problem : sampler.closeConnection({type: 'close', request: 1, proposal}).message}\n`);
sampler.close();
