import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseFederationId } from '../../protocol/index.ts';
import { openDatabase } from '../database.ts';
import { openVault } from '../index.ts';
import type { Database } from '../schema.ts';
import type { ContenderNews, ContenderOptions } from './contender.worker.ts';
import { type WithLock, leaseLock, webLock } from './index.ts';

let name: string;
let database: Database;
const workers: Worker[] = [];

beforeEach(async () => {
  name = `lock ${performance.timeOrigin} ${workers.length} ${performance.now()}`;
  database = await openDatabase({ name });
});
afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate();
  database.close();
});

/** A worker that wants the lock, and its news in order. */
function contend(kind: ContenderOptions['kind']) {
  const worker = new Worker(new URL('./contender.worker.ts', import.meta.url), { type: 'module' });
  workers.push(worker);
  const news: ContenderNews[] = [];
  const waiters = new Map<ContenderNews, () => void>();
  worker.addEventListener('message', ({ data }: MessageEvent<ContenderNews>) => {
    news.push(data);
    waiters.get(data)?.();
  });
  worker.postMessage({ kind, name } satisfies ContenderOptions);
  return {
    news,
    until: (wanted: ContenderNews) =>
      news.includes(wanted) ? Promise.resolve() : new Promise<void>((resolve) => waiters.set(wanted, resolve)),
    release: () => worker.postMessage('release'),
    crash: () => worker.terminate(),
  };
}

const never = () => new AbortController().signal;
const nothing = () => {};

describe.each([
  { kind: 'web lock' as const, make: (): WithLock => webLock(navigator.locks, name) },
  { kind: 'lease' as const, make: (): WithLock => leaseLock(database, name, { heartbeat: 50, expiry: 1000 }) },
])('$kind', ({ kind, make }) => {
  test('promise 4: of two workers one waits until the other lets go', async () => {
    const first = contend(kind);
    await first.until('held');
    const second = contend(kind);
    await second.until('waiting');
    expect(second.news).toEqual(['waiting']);
    first.release();
    await Promise.all([second.until('held'), first.until('released')]);
    expect(first.news).toEqual(['held', 'released']);
    expect(second.news).toEqual(['waiting', 'held']);
  });

  test('a tab that dies gives way to the next', async () => {
    const first = contend(kind);
    await first.until('held');
    const second = contend(kind);
    await second.until('waiting');
    first.crash();
    await second.until('held');
    expect(first.news).toEqual(['held']);
  });

  test('many contenders are never inside together, and all have their turn', async () => {
    let inside = 0;
    let most = 0;
    const turns = Array.from({ length: 6 }, () =>
      make()(never(), nothing, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside--;
      }),
    );
    await Promise.all(turns);
    expect(most).toBe(1);
  });

  test('the wait ends with its signal, and the holder is not disturbed', async () => {
    const holder = contend(kind);
    await holder.until('held');
    const ending = new AbortController();
    const reason = new Error('left');
    const run = () => Promise.reject(new Error('It must not run.'));
    await expect(make()(ending.signal, () => ending.abort(reason), run)).rejects.toBe(reason);
    await expect(make()(ending.signal, nothing, run)).rejects.toBe(reason);
    expect(holder.news).toEqual(['held']);
  });

  test('an error comes through and frees the lock; the result comes through; the signal is passed on', async () => {
    const error = new Error('of the run');
    await expect(make()(never(), nothing, () => Promise.reject(error))).rejects.toBe(error);
    const ending = new AbortController();
    const result = await make()(ending.signal, nothing, async (signal) => {
      ending.abort(error);
      return [signal.aborted, signal.reason];
    });
    expect(result).toEqual([true, error]);
  });
});

describe('lease', () => {
  test('one who slept too long learns that another took over, and leaves the new lease alone', async () => {
    const lock = leaseLock(database, name, { heartbeat: 20, expiry: 1000 });
    const theirs = { owner: 'another', expires: Date.now() + 900 };
    const reason = await lock(never(), nothing, async (signal) => {
      await database.put('leases', theirs, name);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return signal.reason;
    });
    expect(reason).toMatchObject({ name: 'VaultError', code: 'closed' });
    expect(await database.get('leases', name)).toEqual(theirs);
  });

  test('a lease from before the clock was set back holds nobody up', async () => {
    await database.put('leases', { owner: 'another', expires: Date.now() + 86_400_000 }, name);
    const lock = leaseLock(database, name, { heartbeat: 20, expiry: 1000 });
    expect(await lock(never(), nothing, () => Promise.resolve('mine'))).toBe('mine');
    expect(await database.get('leases', name)).toBeUndefined();
  });

  test('a wipe while it is held ends the run', async () => {
    const lock = leaseLock(database, name, { heartbeat: 20, expiry: 1000 });
    const reason = await lock(never(), nothing, async (signal) => {
      database.close();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return signal.reason;
    });
    expect(reason).toMatchObject({ code: 'closed' });
  });
});

describe('vault', () => {
  const federation = parseFederationId('sentiment');

  async function twoTabs(): Promise<string[]> {
    const [a, b] = await Promise.all([openVault({ name }), openVault({ name })]);
    const order: string[] = [];
    const first = a.withContributionLock(federation, never(), nothing, async () => {
      order.push('first in');
      const other = b.withContributionLock(parseFederationId('another'), never(), nothing, () => Promise.resolve());
      await other; // Another federation has a lock of its own.
      const waiting = new Promise<void>((told) => {
        second = b.withContributionLock(federation, never(), told, async () => void order.push('second in'));
      });
      await waiting;
      order.push('first out');
    });
    let second = Promise.resolve();
    await first;
    await second;
    a.close();
    b.close();
    return order;
  }

  test('one tab contributes at a time to a federation', async () => {
    expect(await twoTabs()).toEqual(['first in', 'first out', 'second in']);
  });

  test('so too on a page without Web Locks, as over plain HTTP', async () => {
    const locks = Object.getOwnPropertyDescriptor(Navigator.prototype, 'locks')!;
    Reflect.deleteProperty(Navigator.prototype, 'locks');
    try {
      expect('locks' in navigator).toBe(false);
      expect(await twoTabs()).toEqual(['first in', 'first out', 'second in']);
    } finally {
      Object.defineProperty(Navigator.prototype, 'locks', locks);
    }
  });
});
