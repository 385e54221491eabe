import { bytesToHex } from '@noble/hashes/utils.js';
import { committed } from '../commit.ts';
import { VaultError, guarded } from '../error.ts';
import type { Database } from '../schema.ts';
import type { WithLock } from './lock.ts';

export interface LeaseTimes {
  /** Milliseconds between two renewals, and between two attempts of one who waits. */
  readonly heartbeat: number;
  /** Milliseconds without a renewal after which another may take over. */
  readonly expiry: number;
}

/** A slow forward pass on a phone may hold a worker for seconds; a lease has to outlive it. */
const TIMES: LeaseTimes = { heartbeat: 2000, expiry: 15_000 };

/**
 * A claim in the database that its owner renews, for pages without HTTPS, which have no Web Locks.
 * A tab that was frozen for longer than the expiry learns of its loss only when it wakes up, so two tabs may overlap
 * for a moment: the journal, where the first contribution of a round stands, keeps them from contradicting each other.
 */
export function leaseLock(database: Database, name: string, times: LeaseTimes = TIMES): WithLock {
  return async (signal, onWaiting, run) => {
    const owner = bytesToHex(crypto.getRandomValues(new Uint8Array(16)));
    const claim = () => guarded(() => claimLease(database, name, owner, times.expiry));
    signal.throwIfAborted();
    for (let told = false; !(await claim()); await pause(times.heartbeat, signal)) {
      if (!told) onWaiting();
      told = true;
    }
    const ending = new AbortController();
    const stop = () => ending.abort(signal.reason);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const renewal = setInterval(() => {
      claim().then(
        (held) => held || ending.abort(lost()),
        (error: unknown) => ending.abort(error),
      );
    }, times.heartbeat);
    try {
      return await run(ending.signal);
    } finally {
      clearInterval(renewal);
      signal.removeEventListener('abort', stop);
      // Where the database is closed by now, the lease expires by itself.
      await releaseLease(database, name, owner).catch(() => {});
    }
  };
}

/** Takes or renews the lease; false where another holds it. One transaction, so two never get it. */
async function claimLease(database: Database, name: string, owner: string, expiry: number): Promise<boolean> {
  const transaction = database.transaction('leases', 'readwrite');
  const lease = await transaction.store.get(name);
  const left = lease ? lease.expires - Date.now() : 0;
  // More time left than anyone is given: the clock was set back, and the lease means nothing.
  if (lease && lease.owner !== owner && left > 0 && left <= expiry) return false;
  await committed(transaction, transaction.store.put({ owner, expires: Date.now() + expiry }, name));
  return true;
}

async function releaseLease(database: Database, name: string, owner: string): Promise<void> {
  const { store, done } = database.transaction('leases', 'readwrite');
  const lease = await store.get(name);
  if (lease?.owner === owner) await store.delete(name);
  await done;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, milliseconds);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function lost(): VaultError {
  return new VaultError(
    'closed',
    'Another tab took over while this one was asleep.',
    'Go on there, or close that tab to go on here.',
  );
}
