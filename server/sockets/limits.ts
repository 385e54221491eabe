/** What one client, one address and all together may take. Whoever is beyond one is told so, and nobody else is harmed. */
export interface Limits {
  /** Clients at the same time. */
  readonly clients: number;
  /** Connections from one address: a class behind one router, not a crowd. */
  readonly socketsPerAddress: number;
  /** New connections of one address in a minute; as many may come at once. */
  readonly connectionsPerMinute: number;
  /** New connections of everybody in a second; as many may come at once. Others come back a little later. */
  readonly connectionsPerSecond: number;
  /** Connections without HELLO at the same time. */
  readonly silentSockets: number;
  /** Frames that a client, on whatever connections, may send at once, and in each second on the average. */
  readonly frameBurst: number;
  readonly framesPerSecond: number;
  /** Likewise contributions, whose signatures cost time. */
  readonly contributionBurst: number;
  readonly contributionsPerSecond: number;
  /** Bytes that wait to be sent to one client, and to all together. */
  readonly unsentBytes: number;
  readonly unsentTotal: number;
  /** Milliseconds: until HELLO, until the relay says something, until a silent client is given up. */
  readonly helloWithin: number;
  readonly heartbeatEvery: number;
  readonly silence: number;
  /** Milliseconds until a request's headers have come, and its body. */
  readonly headersWithin: number;
  readonly requestWithin: number;
  /** Requests of one address in a minute, and at once: for entries of the log, for exports, for organisers' commands. */
  readonly logsPerMinute: number;
  readonly exportsPerMinute: number;
  readonly commandsPerMinute: number;
}

export const defaultLimits: Limits = {
  clients: 10_000,
  socketsPerAddress: 256,
  connectionsPerMinute: 600,
  connectionsPerSecond: 200,
  silentSockets: 1000,
  frameBurst: 60,
  framesPerSecond: 20,
  contributionBurst: 20,
  contributionsPerSecond: 4,
  unsentBytes: 16 << 20,
  unsentTotal: 256 << 20,
  helloWithin: 10_000,
  heartbeatEvery: 15_000,
  silence: 45_000,
  headersWithin: 10_000,
  requestWithin: 30_000,
  logsPerMinute: 600,
  exportsPerMinute: 30,
  commandsPerMinute: 60,
};
