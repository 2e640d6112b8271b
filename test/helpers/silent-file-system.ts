import {closeSync, existsSync, openSync} from 'node:fs';
import {spawnSync} from 'node:child_process';

/** The reason why there can be none; undefined where it can. */
export const whyNoSilentFileSystem = existsSync('/dev/fuse') ? undefined : '/dev/fuse';

/**
Mounts a file system that never answers, as one on a network that is gone: whatever looks at a file there waits. Needs root.
It is a FUSE file system that nobody serves (Documentation/filesystems/fuse/fuse.rst).
@returns Its end: what waits gets an error.
*/
export function mountSilentFileSystem(folder: string): Disposable {
	const device = openSync('/dev/fuse', 'r+');
	const {status, stderr} = spawnSync('mount', ['-i', '-t', 'fuse', '-o', 'fd=3,rootmode=40000,user_id=0,group_id=0', 'silent', folder], {
		stdio: ['ignore', 'ignore', 'pipe', device], encoding: 'utf8',
	});
	if (status !== 0) {
		closeSync(device);
		throw new Error(stderr);
	}

	return {
		[Symbol.dispose]() {
			closeSync(device);
			spawnSync('umount', ['-l', folder]);
		},
	};
}
