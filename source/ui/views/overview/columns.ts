import {portFields} from '../../../fields/port.ts';
import {isUdp} from '../../../model/socket.ts';
import type {RowOf} from '../../../protocol/protocol.ts';
import type {Column} from '../../tables/column.ts';
import {columnsOf} from '../../tables/field-columns.ts';
import {statusWords} from '../../text/probe-status.ts';
import {portColumns} from '../ports/columns.ts';

const {number} = columnsOf<RowOf<'overview'>>()(portFields);

/** Columns of the Ports table with the priorities that they have here: what shows that a port is sick goes last. */
const priorities = {
	process: 0, address: 9, connections: 0, acceptQueue: 0, drops: 0, closeWait: 1, opened: 7, receive: 2, send: 3, rtt: 6, retransmissions: 4, cpu: 10, traffic: 5,
} as const;

const places = new Map(Object.keys(priorities).map((id, place) => [id, place]));

/** The ports of the Overview: the number with its protocol in one column, and the status in place of the owner that a closed port has not. */
export const overviewColumns: ReadonlyArray<Column<RowOf<'overview'>>> = [
	number('port', {
		title: 'Port', width: 9, priority: 0, cell: (_, {port, protocol}) => ({text: `${port} ${isUdp(protocol) ? 'udp' : 'tcp'}`, style: 'accent'}),
	}),
	...portColumns
		.filter(({id}) => places.has(id))
		.toSorted((one, other) => places.get(one.id)! - places.get(other.id)!)
		.map(column => ({...column, priority: priorities[column.id as keyof typeof priorities], ...(column.id === 'process' && {cell: ownerCell(column)})})),
];

function ownerCell({cell}: Column<RowOf<'overview'>>): Column<RowOf<'overview'>>['cell'] {
	return (row, ...others) => {
		const {status, isBound} = row;
		return isBound || status === null || status === 'OPEN' ? cell(row, ...others) : {text: statusWords[status].short, style: statusWords[status].style};
	};
}
