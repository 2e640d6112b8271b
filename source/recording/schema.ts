/*
The format of a recording: an SQLite database that any tool may read. Its columns are a promise.
Times are milliseconds since 1970, UTC; units are in the names; NULL is unknown.
*/

/** SQLite's `application_id` of a recording: `ptop` in ASCII. */
export const formatMark = 0x70_74_6F_70;

/** SQLite's `user_version`: the version of the format. A recording of an older one is changed to this by the next recorder. */
export const formatVersion = 1;

/** The resolutions besides that of the samples, in seconds. */
export const coarseResolutions = [10, 60] as const;

/** The name tables and what is written by name: a text that repeats is stored once. `seen_ms` is about when it was last used; those that nothing refers to any more are removed. */
const nameTables = `
CREATE TABLE names (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	seen_ms INTEGER NOT NULL
);
CREATE TABLE owners (
	id INTEGER PRIMARY KEY,
	process TEXT,
	user TEXT,
	unit TEXT,
	container TEXT,
	seen_ms INTEGER NOT NULL
);
CREATE INDEX owners_by_name ON owners (process, user, unit, container);
CREATE TABLE port_names (
	id INTEGER PRIMARY KEY,
	protocol TEXT NOT NULL,
	address TEXT NOT NULL,
	port INTEGER NOT NULL,
	seen_ms INTEGER NOT NULL,
	UNIQUE (port, protocol, address)
);
CREATE TABLE group_names (
	id INTEGER PRIMARY KEY,
	grouping TEXT NOT NULL,
	kind TEXT NOT NULL,
	name TEXT NOT NULL,
	seen_ms INTEGER NOT NULL,
	UNIQUE (grouping, name, kind)
);
CREATE TABLE probe_names (
	id INTEGER PRIMARY KEY,
	target TEXT NOT NULL,
	method TEXT,
	port INTEGER,
	seen_ms INTEGER NOT NULL
);
CREATE INDEX probe_names_by_target ON probe_names (target, method, port);
`;

/** The runs of recorders, and what they could not record: time in no session, and an interval that is missing, are gaps. */
const sessionTables = `
CREATE TABLE sessions (
	id INTEGER PRIMARY KEY,
	started_ms INTEGER NOT NULL,
	ended_ms INTEGER NOT NULL,
	ended_cleanly INTEGER NOT NULL,
	interval_s REAL NOT NULL,
	portop_version TEXT NOT NULL,
	host TEXT NOT NULL,
	boot_id TEXT
);
CREATE TABLE clock_steps (
	id INTEGER PRIMARY KEY,
	session_id INTEGER NOT NULL,
	time_ms INTEGER NOT NULL,
	step_ms INTEGER NOT NULL
);
CREATE TABLE left_out (
	time_ms INTEGER NOT NULL,
	what TEXT NOT NULL,
	why TEXT NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (time_ms, what, why)
) WITHOUT ROWID;
`;

/** Intervals and the figures of each. The rows of one interval are next to one another, and so are the intervals of one resolution. */
const figureTables = `
CREATE TABLE intervals (
	id INTEGER PRIMARY KEY,
	resolution_s REAL NOT NULL,
	time_ms INTEGER NOT NULL,
	seconds REAL NOT NULL,
	session_id INTEGER NOT NULL,
	last_part_id INTEGER
);
CREATE INDEX intervals_by_time ON intervals (resolution_s, time_ms);
CREATE TABLE total_rows (
	interval_id INTEGER PRIMARY KEY,
	received_bytes INTEGER,
	sent_bytes INTEGER,
	received_packets INTEGER,
	sent_packets INTEGER,
	receive_max_bits_per_s INTEGER,
	send_max_bits_per_s INTEGER,
	retransmissions INTEGER,
	accepted INTEGER,
	connected INTEGER,
	tcp_sockets NUMERIC,
	tcp6_sockets NUMERIC,
	udp_sockets NUMERIC,
	udp6_sockets NUMERIC
);
CREATE TABLE port_rows (
	interval_id INTEGER NOT NULL,
	port_id INTEGER NOT NULL,
	status TEXT,
	owner_id INTEGER,
	pid INTEGER,
	connections NUMERIC,
	connections_max INTEGER,
	established NUMERIC,
	half_open_max INTEGER,
	close_wait_max INTEGER,
	peers_max INTEGER,
	accept_queue NUMERIC,
	accept_queue_max INTEGER,
	accept_queue_limit INTEGER,
	receive_queue_max_bytes INTEGER,
	drops INTEGER,
	opened INTEGER,
	closed INTEGER,
	failed INTEGER,
	resets INTEGER,
	timeouts INTEGER,
	received_bytes INTEGER,
	sent_bytes INTEGER,
	received_packets INTEGER,
	sent_packets INTEGER,
	receive_max_bits_per_s INTEGER,
	send_max_bits_per_s INTEGER,
	data_segments INTEGER,
	retransmissions INTEGER,
	rtt_us NUMERIC,
	rtt_max_us INTEGER,
	cpu_percent NUMERIC,
	cpu_max_percent NUMERIC,
	memory_max_bytes INTEGER,
	PRIMARY KEY (interval_id, port_id)
) WITHOUT ROWID;
CREATE TABLE group_rows (
	interval_id INTEGER NOT NULL,
	group_id INTEGER NOT NULL,
	opened INTEGER,
	closed INTEGER,
	failed INTEGER,
	resets INTEGER,
	timeouts INTEGER,
	received_bytes INTEGER,
	sent_bytes INTEGER,
	data_segments INTEGER,
	retransmissions INTEGER,
	PRIMARY KEY (interval_id, group_id)
) WITHOUT ROWID;
CREATE TABLE state_rows (
	interval_id INTEGER NOT NULL,
	name_id INTEGER NOT NULL,
	sockets NUMERIC,
	sockets_max INTEGER,
	PRIMARY KEY (interval_id, name_id)
) WITHOUT ROWID;
CREATE TABLE counter_rows (
	interval_id INTEGER NOT NULL,
	name_id INTEGER NOT NULL,
	increase INTEGER,
	PRIMARY KEY (interval_id, name_id)
) WITHOUT ROWID;
CREATE TABLE interface_rows (
	interval_id INTEGER NOT NULL,
	name_id INTEGER NOT NULL,
	received_bytes INTEGER,
	sent_bytes INTEGER,
	received_packets INTEGER,
	sent_packets INTEGER,
	receive_max_bits_per_s INTEGER,
	send_max_bits_per_s INTEGER,
	errors INTEGER,
	drops INTEGER,
	PRIMARY KEY (interval_id, name_id)
) WITHOUT ROWID;
CREATE TABLE probe_rows (
	interval_id INTEGER NOT NULL,
	probe_id INTEGER NOT NULL,
	status TEXT,
	sent INTEGER,
	received INTEGER,
	refused INTEGER,
	rejected INTEGER,
	lost INTEGER,
	late INTEGER,
	rtt_min_us INTEGER,
	rtt_us NUMERIC,
	rtt_max_us INTEGER,
	PRIMARY KEY (interval_id, probe_id)
) WITHOUT ROWID;
`;

/** Things that are recorded once, when they happen. */
const logTables = `
CREATE TABLE connection_rows (
	ended_ms INTEGER NOT NULL,
	number INTEGER NOT NULL,
	began_ms INTEGER,
	began_bound TEXT,
	protocol TEXT NOT NULL,
	direction TEXT,
	local_address_id INTEGER,
	local_port INTEGER NOT NULL,
	remote_address TEXT,
	remote_port INTEGER,
	owner_id INTEGER,
	pid INTEGER,
	received_bytes INTEGER,
	sent_bytes INTEGER,
	bytes_are_minimum INTEGER NOT NULL,
	rtt_us INTEGER,
	rtt_min_us INTEGER,
	retransmissions INTEGER,
	ending TEXT,
	PRIMARY KEY (ended_ms, number)
) WITHOUT ROWID;
CREATE TABLE events (
	id INTEGER PRIMARY KEY,
	time_ms INTEGER NOT NULL,
	kind TEXT NOT NULL,
	weight TEXT NOT NULL,
	subject_kind TEXT NOT NULL,
	subject_identity TEXT NOT NULL,
	subject TEXT NOT NULL,
	message TEXT NOT NULL,
	before TEXT,
	after TEXT,
	lasted_s REAL,
	lasted_is_minimum INTEGER NOT NULL,
	count INTEGER NOT NULL,
	alert_id INTEGER,
	session_id INTEGER NOT NULL,
	sequence INTEGER NOT NULL,
	logged TEXT NOT NULL
);
CREATE INDEX events_by_time ON events (time_ms);
CREATE INDEX events_by_sequence ON events (session_id, sequence);
CREATE TABLE alerts (
	id INTEGER PRIMARY KEY,
	session_id INTEGER NOT NULL,
	raised_ms INTEGER NOT NULL,
	resolved_ms INTEGER,
	severity TEXT NOT NULL,
	origin TEXT NOT NULL,
	source TEXT NOT NULL,
	subject_kind TEXT NOT NULL,
	subject_identity TEXT NOT NULL,
	subject TEXT NOT NULL,
	message TEXT NOT NULL,
	explanation TEXT NOT NULL,
	first_value TEXT NOT NULL,
	worst_value TEXT NOT NULL
);
CREATE INDEX alerts_by_time ON alerts (raised_ms);
`;

/**
Whole samples, for the monitor. The first of a few is whole (`first_id` is its own number), the others are differences from the one before.
`level` is 2 for the first sample of a minute, 1 for that of ten seconds, 0 for the others: what is kept for how long.
*/
const sampleTables = `
CREATE TABLE samples (
	id INTEGER PRIMARY KEY,
	time_ms INTEGER NOT NULL,
	session_id INTEGER NOT NULL,
	first_id INTEGER NOT NULL,
	level INTEGER NOT NULL
);
CREATE INDEX samples_by_time ON samples (time_ms);
CREATE INDEX samples_by_level ON samples (level, id, time_ms);
CREATE TABLE sample_bytes (
	sample_id INTEGER PRIMARY KEY,
	codec INTEGER NOT NULL,
	checksum INTEGER NOT NULL,
	rows BLOB NOT NULL,
	sockets BLOB
);
`;

/** The tables that people query: the names joined to the rows. */
const views = `
CREATE VIEW totals AS
SELECT time_ms, resolution_s, seconds, received_bytes, sent_bytes, received_packets, sent_packets, receive_max_bits_per_s, send_max_bits_per_s, retransmissions, accepted, connected,
	tcp_sockets, tcp6_sockets, udp_sockets, udp6_sockets
FROM intervals JOIN total_rows ON total_rows.interval_id = intervals.id;
CREATE VIEW ports AS
SELECT time_ms, resolution_s, seconds, protocol, address, port, status, process, pid, user, unit, container,
	connections, connections_max, established, half_open_max, close_wait_max, peers_max, accept_queue, accept_queue_max, accept_queue_limit, receive_queue_max_bytes,
	drops, opened, closed, failed, resets, timeouts, received_bytes, sent_bytes, received_packets, sent_packets, receive_max_bits_per_s, send_max_bits_per_s,
	data_segments, retransmissions, rtt_us, rtt_max_us, cpu_percent, cpu_max_percent, memory_max_bytes
FROM intervals JOIN port_rows ON port_rows.interval_id = intervals.id JOIN port_names ON port_names.id = port_id LEFT JOIN owners ON owners.id = owner_id;
CREATE VIEW groups AS
SELECT time_ms, resolution_s, seconds, grouping, kind, name, opened, closed, failed, resets, timeouts, received_bytes, sent_bytes, data_segments, retransmissions
FROM intervals JOIN group_rows ON group_rows.interval_id = intervals.id JOIN group_names ON group_names.id = group_id;
CREATE VIEW states AS
SELECT time_ms, resolution_s, seconds, name AS state, sockets, sockets_max
FROM intervals JOIN state_rows ON state_rows.interval_id = intervals.id JOIN names ON names.id = name_id;
CREATE VIEW counters AS
SELECT time_ms, resolution_s, seconds, name AS counter, increase
FROM intervals JOIN counter_rows ON counter_rows.interval_id = intervals.id JOIN names ON names.id = name_id;
CREATE VIEW interfaces AS
SELECT time_ms, resolution_s, seconds, name AS interface, received_bytes, sent_bytes, received_packets, sent_packets, receive_max_bits_per_s, send_max_bits_per_s, errors, drops
FROM intervals JOIN interface_rows ON interface_rows.interval_id = intervals.id JOIN names ON names.id = name_id;
CREATE VIEW probes AS
SELECT time_ms, resolution_s, seconds, target, method, port, status, sent, received, refused, rejected, lost, late, rtt_min_us, rtt_us, rtt_max_us
FROM intervals JOIN probe_rows ON probe_rows.interval_id = intervals.id JOIN probe_names ON probe_names.id = probe_id;
CREATE VIEW connections AS
SELECT began_ms, began_bound, ended_ms, protocol, direction, name AS local_address, local_port, remote_address, remote_port, process, pid, user, unit, container,
	received_bytes, sent_bytes, bytes_are_minimum, rtt_us, rtt_min_us, retransmissions, ending
FROM connection_rows LEFT JOIN names ON names.id = local_address_id LEFT JOIN owners ON owners.id = owner_id;
`;

/** The SQL that leads from each version of the format to the next, that of an empty database first. It never changes once it is released. */
export const migrations: readonly string[] = [nameTables + sessionTables + figureTables + logTables + sampleTables + views];
