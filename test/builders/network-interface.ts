import type {NetworkInterface} from '../../source/model/traffic.ts';

/** Returns eth0 before anything was counted, with what a test names. */
export function aNetworkInterface(known: Partial<NetworkInterface> = {}): NetworkInterface {
	return {
		name: 'eth0',
		isCounted: true,
		receiveBitsPerSecond: null,
		sendBitsPerSecond: null,
		receivePacketsPerSecond: null,
		sendPacketsPerSecond: null,
		receiveErrorsPerSecond: null,
		sendErrorsPerSecond: null,
		receiveDropsPerSecond: null,
		sendDropsPerSecond: null,
		receivedBytes: 0,
		sentBytes: 0,
		receivedPackets: 0,
		sentPackets: 0,
		receiveErrors: 0,
		sendErrors: 0,
		receiveDrops: 0,
		sendDrops: 0,
		...known,
	};
}
