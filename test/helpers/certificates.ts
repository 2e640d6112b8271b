import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {execute} from './execute.ts';

/** Where a self-signed certificate and its key are. */
export type CertificateFiles = {
	readonly certificate: string;
	readonly key: string;
};

const millisecondsPerDay = 86_400_000;

/**
Makes a self-signed certificate with openssl in a folder of its own.
@param daysFromNow When it begins and ends to be valid.
*/
export async function makeCertificate(folder: string, subjectAltName: string, daysFromNow: {readonly from: number; readonly to: number}): Promise<CertificateFiles> {
	const file = (name: string) => path.join(folder, name);
	const now = Date.now();
	// As ASN.1 has it: 20261121150000Z.
	const time = (days: number) => new Date(now + (days * millisecondsPerDay)).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
	await mkdir(folder);
	await writeFile(file('index'), '');
	await writeFile(file('config'), `
[ca]
default_ca = authority
[authority]
database = ${file('index')}
new_certs_dir = ${folder}
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
[extensions]
subjectAltName = ${subjectAltName}
`);
	const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file('key')];
	await execute('openssl', ['req', '-new', ...newKey, '-subj', '/CN=portop test', '-out', file('request')]);
	const validity = ['-startdate', time(daysFromNow.from), '-enddate', time(daysFromNow.to)];
	const files = ['-config', file('config'), '-keyfile', file('key'), '-in', file('request'), '-out', file('certificate')];
	await execute('openssl', ['ca', '-batch', '-notext', '-selfsign', '-extensions', 'extensions', ...files, ...validity]);
	return {certificate: file('certificate'), key: file('key')};
}
