import { deleteDB } from 'idb';
import { PATIENCE_MS } from './database.ts';
import { toVaultError } from './error.ts';
import type { Database } from './schema.ts';

/**
 * Empties the database, then deletes it. Emptying comes first because a frozen tab can hold up the deletion:
 * the browser then makes up for it when that tab goes, and there is nothing left in it to read meanwhile.
 */
export async function wipeDatabase(database: Database, patience = PATIENCE_MS): Promise<void> {
  await empty(database);
  database.close();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise<void>((resolve) => {
    waiting = setTimeout(resolve, patience);
  });
  await Promise.race([deleteDB(database.name), enough]);
  clearTimeout(waiting);
  await clearCaches(database.name);
}

async function empty(database: Database): Promise<void> {
  try {
    const stores = [...database.objectStoreNames];
    const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' });
    await Promise.all([...stores.map((name) => transaction.objectStore(name).clear()), transaction.done]);
  } catch (error) {
    // Another tab wiped it a moment ago and closed this connection: the deletion that follows is enough.
    if (toVaultError(error).code !== 'closed') throw error;
  }
}

/** HTTP caches and settings of this page, told from others' on the same origin by their names. */
async function clearCaches(prefix: string): Promise<void> {
  if (typeof caches !== 'undefined') {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(prefix)).map((name) => caches.delete(name)));
  }
  if (typeof localStorage === 'undefined') return;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(prefix)) localStorage.removeItem(key);
  }
}
