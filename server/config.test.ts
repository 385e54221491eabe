import path from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

test('defaults listen on every interface', () => {
  expect(readConfig([], {})).toEqual({
    port: 8787,
    host: '0.0.0.0',
    data: path.resolve('data'),
    database: '',
    snapshots: '',
    'log-level': 'info',
    origins: [],
    proxies: 0,
    organiser: '',
    'max-clients': 10_000,
    'max-clients-per-address': 256,
    'joins-per-minute': 600,
    'joins-per-second': 200,
    'send-memory': 256,
    manifest: [],
    folder: '',
    volunteers: 0,
  });
});

test('flags come before the environment, and that before defaults', () => {
  const environment = { DANDELION_PORT: '9000', DANDELION_LOG_LEVEL: 'warn', PORT: '1' };
  const flags = [
    '--port',
    '0',
    '--manifest',
    'a.json, b.json',
    '--origins',
    'https://a.example, http://b.example:81',
    '--volunteers=3',
  ];
  expect(readConfig(flags, environment)).toMatchObject({
    port: 0,
    'log-level': 'warn',
    origins: ['https://a.example', 'http://b.example:81'],
    manifest: ['a.json', 'b.json'],
    volunteers: 3,
  });
});

test.each([
  [['--port', '70000'], /--port/],
  [['--port', 'x'], /--port: a whole number/],
  [['--log-level', 'loud'], /--log-level/],
  [['--origins', 'example.org'], /--origins: origins such as/],
  [['--organiser', 'abc'], /--organiser: a public key/],
  [['--nothing'], /nothing/],
])('%j is refused, and the help follows', (flags, message) => {
  expect(() => readConfig(flags, {})).toThrow(ConfigError);
  expect(() => readConfig(flags, {})).toThrow(message);
  expect(() => readConfig(flags, {})).toThrow(/--data DIR/);
});

test('--help is help', () => {
  expect(readConfig(['--help'], {})).toMatch(/^npm start/);
});

test('the database is named as everywhere, and is one of PostgreSQL', () => {
  const url = 'postgres://relay:secret@db/dandelion';
  expect(readConfig([], { DATABASE_URL: url, DANDELION_SNAPSHOTS: 's3://bucket/place' })).toMatchObject({
    database: url,
    snapshots: 's3://bucket/place',
  });
  expect(() => readConfig([], { DATABASE_URL: 'mysql://db' })).toThrow(/--database: an address such as postgres:/);
});
