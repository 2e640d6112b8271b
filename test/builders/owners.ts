import type {SocketHolder, SocketOwners} from '../../source/model/socket.ts';

export const noOwners: SocketOwners = {status: 'none', holders: []};

export function ownedBy(...holders: readonly SocketHolder[]): SocketOwners {
	return {status: 'known', holders};
}
