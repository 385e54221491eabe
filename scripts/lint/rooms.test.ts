import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Allowance, cli, rooms, server, simulator } from './rooms.mjs';

const Report = v.object({ diagnostics: v.array(v.object({ code: v.string(), filename: v.string() })) });
const folder = mkdtempSync(join(tmpdir(), 'rooms-'));
let broken = new Set<string>();

const names = Object.keys(rooms);
/** Every place with rules of its own, and the way from it to a room. */
const places: readonly { at: string; up: string; allowance: Allowance }[] = [
  ...Object.entries(rooms).map(([room, allowance]) => ({ at: `src/${room}`, up: '..', allowance })),
  { at: 'server', up: '../src', allowance: server },
  { at: 'simulator', up: '../src', allowance: simulator },
  { at: 'cli', up: '../src', allowance: cli },
];

const sending = ["fetch('/')", "globalThis.fetch('/')", "new WebSocket('/')", "navigator.sendBeacon('/')"];
const storing = ["indexedDB.open('x')", "globalThis.localStorage.getItem('x')"];

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

// One run of the real linter, with the project's own rules, over files that hold one import each.
beforeAll(() => {
  for (const { at, up } of places) {
    for (const room of names) {
      write(`${at}/value-${room}.ts`, `import { x } from '${up}/${room}/index.ts';\nx();\n`);
      write(`${at}/dynamic-${room}.ts`, `await import('${up}/${room}/index.ts');\n`);
      write(`${at}/again-${room}.ts`, `export { x } from '${up}/${room}/index.ts';\n`);
      write(`${at}/type-${room}.ts`, `import type { X } from '${up}/${room}/index.ts';\nexport const x: X = 1;\n`);
      write(`${at}/deep-${room}.ts`, `import { x } from '${up}/${room}/inner.ts';\nx();\n`);
    }
    write(`${at}/value-tests.ts`, `import { x } from '${up}/tests/support/x.ts';\nx();\n`);
    write(`${at}/value-cli.ts`, `import { x } from '${up}/cli/x.ts';\nx();\n`);
  }
  sending.forEach((text, i) => write(`src/vault/sends-${i}.ts`, `export const x = () => ${text};\n`));
  storing.forEach((text, i) => write(`src/relay/stores-${i}.ts`, `export const x = () => ${text};\n`));
  write('src/relay/x.test.ts', "import { x } from '../vault/index.ts';\nx();\n");
  write('src/relay/y.test.ts', "import { x } from '../vault/inner.ts';\nx();\n");
  const config = pathToFileURL(resolve('oxlint.config.mjs')).href;
  write('oxlint.config.mjs', `import config from '${config}';\nexport default { ...config, options: {} };\n`);
  const oxlint = resolve('node_modules/oxlint/bin/oxlint');
  const { stdout } = spawnSync(process.execPath, [oxlint, '-c', 'oxlint.config.mjs', '-f', 'json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const { diagnostics } = v.parse(Report, JSON.parse(stdout));
  const restricted = diagnostics.filter(({ code }) => code.includes('no-restricted-'));
  broken = new Set(restricted.map(({ filename }) => filename.replaceAll('\\', '/')));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test.each(places)('$at imports what it may, and the linter refuses the rest', ({ at, allowance }) => {
  for (const room of names.filter((name) => at !== `src/${name}`)) {
    const valueRefused = !allowance.values.includes(room);
    const typeRefused = valueRefused && !(allowance.types ?? []).includes(room);
    expect([room, broken.has(`${at}/value-${room}.ts`)]).toEqual([room, valueRefused]);
    expect([room, broken.has(`${at}/dynamic-${room}.ts`)]).toEqual([room, valueRefused]);
    expect([room, broken.has(`${at}/again-${room}.ts`)]).toEqual([room, valueRefused]);
    expect([room, broken.has(`${at}/type-${room}.ts`)]).toEqual([room, typeRefused]);
    expect([room, broken.has(`${at}/deep-${room}.ts`)]).toEqual([room, true]);
  }
  expect(broken.has(`${at}/value-tests.ts`)).toBe(true);
  expect(broken.has(`${at}/value-cli.ts`)).toBe(at !== 'cli');
});

test('a test may look across rooms, through the doors', () => {
  expect(broken.has('src/relay/x.test.ts')).toBe(false);
  expect(broken.has('src/relay/y.test.ts')).toBe(true);
});

test('promise 1: what reads private data has no way to send it, and the network client none to stored data', () => {
  sending.forEach((_, i) => expect([i, broken.has(`src/vault/sends-${i}.ts`)]).toEqual([i, true]));
  storing.forEach((_, i) => expect([i, broken.has(`src/relay/stores-${i}.ts`)]).toEqual([i, true]));
});

/** The rooms that a room reaches, through others too, types included. */
function reach(room: string, seen = new Set<string>()): ReadonlySet<string> {
  const { values = [], types = [] } = rooms[room] ?? {};
  for (const next of [...values, ...types].filter((name) => !seen.has(name))) reach(next, seen.add(next));
  return seen;
}

test('promise 1: what talks to the network cannot reach what reads private data, even through other rooms', () => {
  const network = ['relay', 'protocol'];
  const data = ['vault', 'data'];
  for (const room of network) expect([...reach(room)].filter((name) => data.includes(name))).toEqual([]);
  for (const room of data) expect([...reach(room)].includes('relay')).toBe(false);
  expect([...server.values].filter((name) => data.includes(name))).toEqual([]);
});

test('every room of src/ has its rules', () => {
  const folders = readdirSync('src').filter((name) => existsSync(join('src', name, 'index.ts')));
  expect(folders.filter((name) => !names.includes(name))).toEqual([]);
});
