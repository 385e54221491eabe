import type { IncomingMessage } from 'node:http';
import { limitKey } from './address.ts';
import { Buckets } from './bucket.ts';
import type { Limits } from './limits.ts';

/** Requests that cost the relay more than a file does. */
export type Expensive = 'log' | 'export' | 'command';

/** How many expensive requests an address may make. */
export class RequestLimits {
  readonly #proxies: number;
  readonly #buckets: Readonly<Record<Expensive, Buckets>>;
  #swept = 0;

  constructor(limits: Limits, proxies: number) {
    this.#proxies = proxies;
    const buckets = (perMinute: number) => new Buckets(perMinute, perMinute / 60);
    const { logsPerMinute, exportsPerMinute, commandsPerMinute } = limits;
    this.#buckets = {
      log: buckets(logsPerMinute),
      export: buckets(exportsPerMinute),
      command: buckets(commandsPerMinute),
    };
  }

  /** Counts a request. @returns false where its address has made too many */
  allows(kind: Expensive, { socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>, now: number): boolean {
    if (now - this.#swept > 60_000) {
      this.#swept = now;
      for (const buckets of Object.values(this.#buckets)) buckets.sweep(now);
    }
    const forwarded = headers['x-forwarded-for'];
    const said = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
    const address = limitKey({ remoteAddress: socket.remoteAddress, forwarded: said }, this.#proxies);
    return this.#buckets[kind].take(address, now);
  }
}
