/** Ends a conversation with a port, with a message for a person. */
export class Breakdown extends Error {}
