/* Listens on a port of one interface, `listen-on-device.ts DEVICE PORT`, and says so. */
import process from 'node:process';
import {listenTcp} from './libc-sockets.ts';

const [device = '', port] = process.argv.slice(2);
listenTcp({host: '0.0.0.0', port: Number(port)}, {device});
process.stdout.write('ready\n');
setInterval(() => undefined, 60_000);
