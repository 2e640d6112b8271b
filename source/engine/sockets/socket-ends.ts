/** The ends of sockets, column by column: of a sample's, or of those that were destroyed. */
export type SocketEnds = Readonly<Record<
	'protocol' | 'localPort' | 'remotePort' | 'local0' | 'local1' | 'local2' | 'local3' | 'remote0' | 'remote1' | 'remote2' | 'remote3',
	ArrayLike<number>
>> & {
	/** Of the interface that a socket is bound to; without the column none is. */
	readonly interfaceIndex?: ArrayLike<number>;
};
