import pg from 'pg';

/** Milliseconds until a listener that lost its connection tries again: at first, and at most. */
const SOON = 100;
const LATEST = 5000;
/** Milliseconds between two questions whether the connection still is one, and until no answer means that it is not. */
const PATIENCE = 5000;

/**
 * A connection that waits for NOTIFY on one channel, and comes back whenever it breaks. What was notified meanwhile is
 * lost: `missed` is called once it listens, at first too.
 */
export class Listener {
  readonly #url: string;
  readonly #channel: string;
  readonly #heard: (payload: string) => void;
  readonly #missed: () => void;
  readonly #patience: number;
  #client: pg.Client | null = null;
  #wait = SOON;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  /** @param patience milliseconds */
  constructor(
    url: string,
    channel: string,
    heard: (payload: string) => void,
    missed: () => void,
    patience: number = PATIENCE,
  ) {
    this.#url = url;
    this.#channel = channel;
    this.#heard = heard;
    this.#missed = missed;
    this.#patience = patience;
    void this.#connect();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const patience = this.#patience;
    const given = { connectionString: this.#url, connectionTimeoutMillis: PATIENCE, query_timeout: patience };
    const client = new pg.Client(given);
    this.#client = client;
    let asking: NodeJS.Timeout | undefined;
    let isLost = false;
    const lost = (): void => {
      if (isLost) return;
      isLost = true;
      clearInterval(asking);
      client.end().catch(() => {});
      if (this.#isClosed) return;
      this.#timer = setTimeout(() => void this.#connect(), this.#wait);
      this.#wait = Math.min(LATEST, this.#wait * 2);
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ payload }) => this.#heard(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(this.#channel)}`);
      // One that waits and says nothing would not notice for hours that nobody is there any more.
      asking = setInterval(() => void client.query('select').catch(lost), patience);
      this.#wait = SOON;
      this.#missed();
    } catch {
      lost();
    }
  }
}
