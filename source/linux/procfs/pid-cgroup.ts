import {readPidFile} from './read.ts';

/** The unit and container in which a process runs, from the names of its control groups. */
export type PidCgroup = {
	/** The systemd unit, e.g. `nginx.service` or `session-3.scope`; null without one, or where it is only a container's scope. */
	readonly unit: string | null;
	/** The container: the first 12 hexadecimal digits of its id, or the name of an LXC container. */
	readonly container: string | null;
};

/** The unit types of systemd.unit(5) that hold processes. */
const unitPattern = /\.(?:service|scope|socket|mount|swap)$/;

/*
Docker, containerd, CRI-O and Podman name the group by 64 hexadecimal digits: `/docker/<id>`, `docker-<id>.scope`,
`cri-containerd-<id>.scope`, `kubepods-….slice:cri-containerd:<id>`, `libpod-<id>.scope`.
*/
const containerPattern = /(?:^|[-:])(?<id>[\da-f]{64})(?:\.scope)?$/;

const lxcPrefix = 'lxc.payload.';

/**
Parses /proc/PID/cgroup (cgroups(7)), a line `id:controllers:path` for each hierarchy: `0::/path` is version 2's,
`1:name=systemd:/path` systemd's of version 1. Lines that are not like that are passed over.
*/
export function parsePidCgroup(text: string): PidCgroup {
	const hierarchies = text.split('\n').map(line => {
		const [, controllers, ...path] = line.split(':');
		return {controllers, components: path.join(':').split('/').filter(component => component !== '')};
	});
	// Under version 1 only systemd's own hierarchy is sure to have units.
	const unit = hierarchies.filter(({controllers}) => controllers === '' || controllers === 'name=systemd')
		.map(({components}) => unitOf(components)).find(name => name !== undefined);
	const container = hierarchies.map(({components}) => containerOf(components)).find(name => name !== undefined);
	return {unit: unit ?? null, container: container ?? null};
}

/** Returns the deepest service: a scope inside of one, e.g. of a user's session, says less. Else the deepest unit of another type. */
function unitOf(components: readonly string[]): string | undefined {
	const units = components.filter(component => unitPattern.test(component) && containerId(component) === undefined);
	const unit = units.findLast(name => name.endsWith('.service')) ?? units.at(-1);
	// systemd-escape(1): `\x2d` is a hyphen.
	return unit?.replaceAll(/\\x[\da-f]{2}/g, escape => String.fromCodePoint(Number.parseInt(escape.slice(2), 16)));
}

/** Returns the deepest container: of a container inside of another one, the inner. */
function containerOf(components: readonly string[]): string | undefined {
	return components
		.map((component, index) => containerId(component) ?? lxcName(component, components[index - 1]))
		.findLast(name => name !== undefined);
}

function containerId(component: string): string | undefined {
	// `libpod-conmon-<id>.scope` holds the monitor next to the container, which is not in it.
	return component.includes('conmon-') ? undefined : containerPattern.exec(component)?.groups?.['id']!.slice(0, 12);
}

/** LXC 4 and later: `lxc.payload.NAME`; before, and on Proxmox: `lxc/NAME`. */
function lxcName(component: string, parent: string | undefined): string | undefined {
	if (component.startsWith(lxcPrefix)) {
		return component.slice(lxcPrefix.length);
	}

	return parent === 'lxc' ? component : undefined;
}

/** Reads it; undefined when the process is gone, or hidden from us. */
export function readPidCgroup(procPath: string, pid: number): PidCgroup | undefined {
	const text = readPidFile(procPath, pid, 'cgroup');
	return text === undefined ? undefined : parsePidCgroup(text);
}
