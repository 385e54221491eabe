/** One open connection to a relay, in whole frames. Frames arrive in order; nothing arrives after `onClose`. */
export interface Connection {
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** Safe to call twice. */
  close(): void;
}

/** What a connection tells its owner. */
export interface ConnectionEvents {
  frame(frame: Uint8Array): void;
  /** Once, however it ended; also when it never opened. */
  close(): void;
}

/** Opens connections: a WebSocket in the page and in Node, a queue in the simulator. Never throws; failure is `close`. */
export interface Transport {
  /** @param signal gives up an attempt under way */
  connect(events: ConnectionEvents, signal: AbortSignal): Promise<Connection | null>;
}
