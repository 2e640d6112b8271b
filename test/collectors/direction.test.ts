import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
	directionOf,
	directions,
	isAccepted,
	isBegun,
	keptDirection,
} from '../../source/collectors/direction.ts';
import {InetDiagRecord} from '../../source/linux/netlink/inet-diag.ts';
import {stateIndices, type SocketState} from '../../source/model/socket.ts';

const {unknown, accepted, begun, likelyAccepted, likelyBegun} = directions;

function directionFrom(state: SocketState, told: Partial<InetDiagRecord>): number {
	return directionOf(Object.assign(new InetDiagRecord(), {
		tcpi_bytes_retrans: 0, tcpi_unacked: 0, tcpi_sacked: 0, tcpi_notsent_bytes: 0, tcpi_bytes_acked: 0, tcpi_bytes_sent: 0, ...told,
	}), stateIndices[state]);
}

describe('who began a connection', () => {
	// Figures of Linux 6.18.
	const cases: ReadonlyArray<readonly [name: string, state: SocketState, told: Partial<InetDiagRecord>, direction: number]> = [
		['accepted, nothing sent', 'ESTABLISHED', {}, accepted],
		['connected, nothing sent', 'ESTABLISHED', {tcpi_bytes_acked: 1}, begun],
		['accepted, an answer sent', 'ESTABLISHED', {tcpi_bytes_acked: 100, tcpi_bytes_sent: 100}, accepted],
		['connected, with retransmissions', 'CLOSE_WAIT', {tcpi_bytes_acked: 1001, tcpi_bytes_sent: 1500, tcpi_bytes_retrans: 500}, begun],
		['accepted, sending', 'ESTABLISHED', {
			tcpi_bytes_acked: 100, tcpi_bytes_sent: 300, tcpi_unacked: 2, idiag_wqueue: 250, tcpi_notsent_bytes: 50,
		}, likelyAccepted],
		['connected, sending', 'ESTABLISHED', {
			tcpi_bytes_acked: 101, tcpi_bytes_sent: 300, tcpi_unacked: 2, idiag_wqueue: 200,
		}, likelyBegun],
		['accepted, its FIN acknowledged', 'FIN_WAIT_2', {tcpi_bytes_acked: 101, tcpi_bytes_sent: 100}, accepted],
		['connected, its FIN acknowledged', 'FIN_WAIT_2', {tcpi_bytes_acked: 102, tcpi_bytes_sent: 100}, begun],
		['accepted, its FIN on its way', 'LAST_ACK', {
			tcpi_bytes_acked: 100, tcpi_bytes_sent: 100, tcpi_unacked: 1, idiag_wqueue: 1,
		}, likelyAccepted],
		['accepted, its FIN not sent yet', 'FIN_WAIT_1', {
			tcpi_bytes_acked: 0, tcpi_bytes_sent: 100, tcpi_unacked: 1, idiag_wqueue: 151, tcpi_notsent_bytes: 51,
		}, likelyAccepted],
		['its figures were read at different moments', 'ESTABLISHED', {
			tcpi_bytes_acked: 100, tcpi_bytes_sent: 300, tcpi_unacked: 2, idiag_wqueue: 300,
		}, unknown],
		// In the kernel's row the state is older than the counters.
		['accepted, its FIN acknowledged since its state was read', 'CLOSE_WAIT', {
			tcpi_bytes_acked: 9001, tcpi_bytes_sent: 9000, tcpi_data_segs_out: 1, tcpi_delivered: 3,
		}, accepted],
		['connected, its FIN acknowledged since its state was read', 'ESTABLISHED', {
			tcpi_bytes_acked: 102, tcpi_bytes_sent: 100, tcpi_data_segs_out: 1, tcpi_delivered: 3,
		}, begun],
		['connected, all segments arrived', 'CLOSE_WAIT', {
			tcpi_bytes_acked: 9001, tcpi_bytes_sent: 9000, tcpi_data_segs_out: 1, tcpi_delivered: 2,
		}, begun],
		['whose FIN has left since its state was read', 'ESTABLISHED', {
			tcpi_bytes_acked: 9000, tcpi_bytes_sent: 9000, tcpi_data_segs_out: 1, tcpi_delivered: 2, tcpi_unacked: 1, tcpi_sacked: 0, idiag_wqueue: 1,
		}, unknown],
		['connected, some of its segments arrived out of order', 'ESTABLISHED', {
			tcpi_bytes_acked: 1001, tcpi_bytes_sent: 4000, tcpi_data_segs_out: 4, tcpi_delivered: 4, tcpi_unacked: 3, tcpi_sacked: 2, idiag_wqueue: 3000,
		}, likelyBegun],
		['SYN sent', 'SYN_SENT', {}, begun],
		['half-open', 'SYN_RECEIVED', {}, accepted],
		['TIME-WAIT', 'TIME_WAIT', {tcpi_bytes_sent: -1}, unknown],
		['Linux before 4.19', 'ESTABLISHED', {tcpi_bytes_acked: 5, tcpi_bytes_sent: -1}, unknown],
	];
	for (const [name, state, told, direction] of cases) {
		it(name, () => {
			assert.equal(directionFrom(state, told), direction);
		});
	}

	it('follows from the figures whatever was sent, acknowledged and sent again', () => {
		fc.assert(fc.property(fc.boolean(), fc.nat(1e6), fc.nat(1e5), fc.nat(1e4), fc.nat(1e5), (isBegunHere, acknowledged, inFlight, retransmitted, notSent) => {
			const direction = directionFrom('ESTABLISHED', {
				tcpi_bytes_acked: acknowledged + Number(isBegunHere),
				tcpi_bytes_sent: acknowledged + inFlight + retransmitted,
				tcpi_bytes_retrans: retransmitted,
				tcpi_unacked: Math.ceil(inFlight / 1448),
				tcpi_notsent_bytes: notSent,
				idiag_wqueue: inFlight + notSent,
			});
			assert.deepEqual([isBegun(direction), isAccepted(direction)], [isBegunHere, !isBegunHere]);
		}));
	});
});

describe('a direction', () => {
	it('is kept, unless it was only likely and is sure now', () => {
		assert.equal(keptDirection(unknown, accepted), accepted);
		assert.equal(keptDirection(begun, accepted), accepted);
		assert.equal(keptDirection(likelyBegun, likelyAccepted), likelyAccepted);
		assert.equal(keptDirection(begun, likelyAccepted), begun);
		assert.equal(keptDirection(likelyBegun, unknown), likelyBegun);
		assert.equal(keptDirection(unknown, likelyBegun), likelyBegun);
	});
});
