import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { HubError, refusal } from './error.ts';
import { type Asking, request } from './request.ts';

/** Breaks of the connection in a row, without a byte between them, after which a download gives up. */
const BREAKS = 3;

/** Times that a download begins anew, at a server that cannot go on where it broke, after which it gives up. */
const RESTARTS = 5;

/** Milliseconds before the next try, times the tries. */
const PAUSE = 300;

type Hash = ReturnType<typeof createHash>;

/**
 * Downloads an address into `target`, going on after the bytes that are there already and wherever the connection breaks.
 * What is there must be the beginning of the same file: name it by its hash, and check the hash that is returned.
 *
 * @param onBytes bytes that are there so far
 * @returns SHA-256 and length of the whole file
 * @throws HubError; what has come stays in `target`
 */
export async function download(
  address: URL,
  target: string,
  asking: Asking,
  onBytes: (bytes: number) => void = () => {},
): Promise<{ sha256: string; bytes: number }> {
  let hash = createHash('sha256');
  const file = await open(target, 'a+');
  try {
    let have = await hashFile(file, hash);
    let restarts = 0;
    for (let breaks = 0; ;) {
      const before = have;
      try {
        const response = await request(address, { ...asking, from: have });
        // There is nothing after these bytes: they are all, and the hash tells whether they are the right ones.
        if (have > 0 && response.status === 416) return { sha256: hash.digest('hex'), bytes: have };
        // The server knows of no ranges: from the beginning. Each time may come further than the one before, and none to the end.
        const isAnew = have > 0 && response.status === 200;
        if (isAnew && ++restarts > RESTARTS) throw await givenUp(address, response);
        if (isAnew) {
          await file.truncate(0);
          have = 0;
          hash = createHash('sha256');
        }
        if (!response.ok || !response.body) throw refusal(address, response.status, asking.token ?? null);
        for await (const chunk of response.body) {
          await file.appendFile(chunk);
          hash.update(chunk);
          have += chunk.length;
          onBytes(have);
        }
        return { sha256: hash.digest('hex'), bytes: have };
      } catch (cause) {
        breaks = have > before ? 0 : breaks + 1;
        if (!isBreak(cause)) throw cause;
        if (asking.signal?.aborted || breaks >= BREAKS) {
          const what = `The download of ${address.pathname} from ${address.host} broke off after ${have} bytes`;
          throw new HubError(`${what}. Run the command again: it goes on from there.`, null, { cause });
        }
        await setTimeout(PAUSE * breaks);
      }
    }
  } finally {
    await file.close();
  }
}

async function givenUp(address: URL, { body, status }: Response): Promise<HubError> {
  await body?.cancel();
  const what = `${address.host} breaks off its answers to ${address.pathname}, and cannot go on where it did`;
  return new HubError(`${what}. Try again later, or over another connection.`, status);
}

/** The connection failed, before an answer or within it (fetch's TypeError); a refusal or a full disk is something else. */
function isBreak(cause: unknown): boolean {
  return cause instanceof TypeError || (cause instanceof HubError && cause.status === null);
}

/** Feeds a file's bytes to a hash. @returns how many */
async function hashFile(file: FileHandle, hash: Hash): Promise<number> {
  const buffer = Buffer.alloc(1 << 20);
  for (let bytes = 0; ;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, bytes);
    if (bytesRead === 0) return bytes;
    hash.update(buffer.subarray(0, bytesRead));
    bytes += bytesRead;
  }
}
