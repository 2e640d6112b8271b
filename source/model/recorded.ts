/** The kinds of things in a recording that `portop history` answers questions about. */
export const recordedTopics = ['ports', 'connections', 'events', 'probes'] as const;
export type RecordedTopic = (typeof recordedTopics)[number];

/** The ways in which recorded rows are grouped. Each topic has some of them. */
export const recordedGroupings = ['process', 'host', 'unit', 'container', 'user', 'port', 'ending', 'target', 'kind', 'subject'] as const;
export type RecordedGrouping = (typeof recordedGroupings)[number];
