import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as v from 'valibot';
import { FLAGS, readConfig, variableOf } from './config.ts';
import { S3_VARIABLES, snapshotPlace } from './snapshots/index.ts';

const root = path.join(import.meta.dirname, '..');
const file = (name: string) => readFile(path.join(root, 'deploy', name), 'utf8');

const composeSchema = v.object({
  services: v.record(
    v.string(),
    v.object({
      image: v.string(),
      // Compose puts values in after it has read the file, so that an empty one is an empty string.
      environment: v.optional(
        v.record(
          v.string(),
          v.pipe(
            v.nullable(v.string()),
            v.transform((value) => value ?? ''),
          ),
        ),
        {},
      ),
      build: v.optional(v.object({ context: v.string(), dockerfile: v.string() })),
      depends_on: v.optional(v.record(v.string(), v.object({ condition: v.string() })), {}),
      healthcheck: v.optional(v.unknown()),
    }),
  ),
  volumes: v.record(v.string(), v.null()),
});

type Services = v.InferOutput<typeof composeSchema>['services'];

/** What somebody fills in. */
const filled: Readonly<Record<string, string>> = {
  SITE: 'dandelion.example.org',
  POSTGRES_PASSWORD: 'one',
  S3_PASSWORD: 'two',
  ORGANISER: 'ab'.repeat(32),
  MANIFEST: '',
};

let services: Services;
let relays: [string, Services[string]][];
beforeAll(async () => {
  const text = await file('compose.yaml');
  const substituted = text.replace(/(?<!\$)\$\{(\w+)(?::[?-][^}]*)?\}/g, (_, name: string) => {
    const value = filled[name];
    if (value === undefined) throw new Error(`compose.yaml asks for ${name}, which this test does not fill in.`);
    return value;
  });
  ({ services } = v.parse(composeSchema, parse(substituted, { merge: true })));
  relays = Object.entries(services).filter(([, { build }]) => build);
});

test('two relays are built from a Dockerfile that is there, and are set up alike', () => {
  expect(relays.map(([name]) => name)).toEqual(['relay1', 'relay2']);
  for (const [, { build }] of relays) {
    expect(existsSync(path.join(root, 'deploy', build!.context, build!.dockerfile))).toBe(true);
  }
  expect(relays[0]![1].environment).toEqual(relays[1]![1].environment);
});

test('every variable that a relay is given is one that it reads, and the relay takes the value', () => {
  const known = new Set([...FLAGS.map(variableOf), ...S3_VARIABLES]);
  for (const [, { environment }] of relays) {
    const unknown = Object.keys(environment).filter((name) => !known.has(name));
    expect(unknown).toEqual([]);
    const config = readConfig([], environment);
    if (typeof config === 'string') throw new Error('The relay has shown its help instead.');
    expect(config).toMatchObject({ database: environment['DATABASE_URL'], proxies: 1, organiser: filled['ORGANISER'] });
    const place = snapshotPlace(config.snapshots, '', environment);
    expect(place).toMatchObject({ type: 's3', bucket: 'dandelion', endpoint: 'http://minio:9000' });
  }
});

test('the variables of the image are read by the relay', async () => {
  const dockerfile = await file('Dockerfile');
  const names = [...dockerfile.matchAll(/\b(DANDELION_\w+)=/g)].map(([, name]) => name!);
  expect(names.length).toBeGreaterThan(0);
  const known = FLAGS.map(variableOf);
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
  const [, command] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? [];
  const program: unknown = JSON.parse(command!).at(-1);
  expect(existsSync(path.join(root, String(program)))).toBe(true);
});

test('what is asked for is what the example names', async () => {
  const named = [...(await file('.env.example')).matchAll(/^(\w+)=/gm)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set(Object.keys(filled)));
});

test('services wait for those that are there, and the balancer passes on to the relays', async () => {
  for (const { depends_on: needed } of Object.values(services)) {
    for (const [name, { condition }] of Object.entries(needed)) {
      // The image of a relay brings its own.
      const isChecked = services[name]?.healthcheck !== undefined || services[name]?.build !== undefined;
      expect([name, condition === 'service_healthy' ? isChecked : services[name] !== undefined]).toEqual([name, true]);
    }
  }
  const caddyfile = await file('Caddyfile');
  const [, upstreams] = /reverse_proxy (.*) \{/.exec(caddyfile) ?? [];
  expect(upstreams!.split(' ')).toEqual(relays.map(([name]) => `${name}:8787`));
  expect(caddyfile).toMatch(/health_uri \/healthz/);
});

test('the image is made without devDependencies: the relay, and the page that it builds, import no package of those', async () => {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    await readFile(path.join(root, 'package.json'), 'utf8'),
  );
  const folders = await Promise.all(
    ['server', 'src'].map((folder) => readdir(path.join(root, folder), { recursive: true, withFileTypes: true })),
  );
  const sources = folders.flat().filter(({ name }) => /\.(m|t)sx?$/.test(name) && !/\.(test|d)\.tsx?$/.test(name));
  const imported = new Set<string>();
  for (const { parentPath, name } of sources) {
    const text = await readFile(path.join(parentPath, name), 'utf8');
    for (const [, from] of text.matchAll(/^(?:import|export|\}).* from '((?:@[\w-]+\/)?[\w-]+)(?:\/[^']*)?';$/gm))
      imported.add(from!);
  }
  expect(imported).toContain('kysely');
  expect([...imported].filter((name) => dependencies[name] === undefined)).toEqual([]);
});
