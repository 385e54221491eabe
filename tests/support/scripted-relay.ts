import {
  type ClientMessage,
  PROTOCOL_VERSION,
  type ServerMessage,
  decodeClientMessage,
  encodeServerMessage,
} from '../../src/protocol/index.ts';
import type { Connection, ConnectionEvents, Transport } from '../../src/relay/index.ts';

/** One connection of a scripted relay. */
export interface ScriptedConnection {
  /** 1, 2, 3, ... */
  readonly number: number;
  say(message: ServerMessage): void;
  hangUp(): void;
}

/** A relay that says what its test wants: it challenges, hears, and answers as the script does. */
export class ScriptedRelay implements Transport {
  /** What was heard on all connections, in order. */
  readonly heard: ClientMessage[] = [];
  readonly #script: (message: ClientMessage, connection: ScriptedConnection) => void;
  #connections = 0;

  constructor(script: (message: ClientMessage, connection: ScriptedConnection) => void) {
    this.#script = script;
  }

  connect(events: ConnectionEvents): Promise<Connection> {
    let open = true;
    const connection: ScriptedConnection = {
      number: ++this.#connections,
      say: (message) => open && events.frame(encodeServerMessage(message)),
      hangUp: () => {
        if (open) events.close();
        open = false;
      },
    };
    const nonce = new Uint8Array(32).fill(this.#connections);
    queueMicrotask(() => connection.say({ type: 'challenge', version: PROTOCOL_VERSION, nonce }));
    return Promise.resolve({
      send: (frame) => {
        const message = decodeClientMessage(frame);
        this.heard.push(message);
        this.#script(message, connection);
      },
      close: () => connection.hangUp(),
    });
  }

  /** The kinds of what was heard, without the ones that keep a connection alive. */
  get kinds(): string[] {
    return this.heard.map(({ type }) => type).filter((type) => type !== 'heartbeat');
  }
}
