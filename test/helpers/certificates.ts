import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {execute} from './execute.ts';

/** Where a certificate and its key are. */
export type CertificateFiles = {
	readonly certificate: string;
	readonly key: string;
};

const millisecondsPerDay = 86_400_000;

/** When it begins and ends to be valid, in days from now. */
type Validity = {readonly from: number; readonly to: number};

/**
Makes a certificate with openssl in a folder of its own, which may sign others.
@param issuer Who signs it; else it does itself.
*/
export async function makeCertificate(folder: string, subjectAltName: string, daysFromNow: Validity, issuer?: CertificateFiles): Promise<CertificateFiles> {
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
basicConstraints = critical, CA:TRUE
`);
	const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file('key')];
	await execute('openssl', ['req', '-new', ...newKey, '-subj', `/CN=portop test ${path.basename(folder)}`, '-out', file('request')]);
	const validity = ['-startdate', time(daysFromNow.from), '-enddate', time(daysFromNow.to)];
	const files = ['-config', file('config'), '-in', file('request'), '-out', file('certificate')];
	const signed = issuer === undefined ? ['-keyfile', file('key'), '-selfsign'] : ['-keyfile', issuer.key, '-cert', issuer.certificate];
	await execute('openssl', ['ca', '-batch', '-notext', '-extensions', 'extensions', ...files, ...signed, ...validity]);
	return {certificate: file('certificate'), key: file('key')};
}
