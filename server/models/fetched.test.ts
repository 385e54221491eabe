import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { type RequestListener, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FetchedModels, type FetchedModelsSetup } from './fetched.ts';

let folder: string;
let server: Server;
let answer: RequestListener;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-fetched-'));
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

function models(change: Partial<FetchedModelsSetup> = {}): FetchedModels {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new FetchedModels({ hub: { endpoint, token: null }, folder, ...change });
}
const ofHub = { kind: 'hub', id: 'someone/model', revision: 'main' } as const;

test('[O2] a hub that says nonsense about lengths is stopped by what comes', async () => {
  answer = ({ method }, response) => {
    response.writeHead(200, { 'x-linked-size': 'endless' });
    if (method === 'HEAD') return void response.end();
    response.on('drain', () => void response.write(Buffer.alloc(65_536)));
    response.write(Buffer.alloc(65_536));
  };
  const described = models({ mostBytes: 100_000 }).describe(ofHub);
  await expect(described).rejects.toMatchObject({ code: 'too-large' });
  expect(await readdir(folder)).toEqual([]);
});

test('[O2] a hub that trickles is given up, and the next model can be described', async () => {
  answer = ({ method }, response) => {
    response.writeHead(200);
    if (method === 'HEAD') response.end();
    else response.write('{');
  };
  const slow = models({ longest: 300 });
  await expect(slow.describe(ofHub)).rejects.toMatchObject({ code: 'too-slow' });
  await expect(slow.describe(ofHub)).rejects.toMatchObject({ code: 'too-slow' });
});

test('[O2] a configuration as long as a disk is not read', async () => {
  answer = ({ method }, response) => void response.end(method === 'HEAD' ? undefined : Buffer.alloc(3 << 20, ' '));
  await expect(models().describe(ofHub)).rejects.toMatchObject({ code: 'bad-model' });
});

test("[O2] an address in the relay's own network is not asked", async () => {
  answer = () => expect.unreachable();
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/model`;
  const refused = { code: 'no-model', message: expect.stringContaining('private network') };
  await expect(models().describe({ kind: 'url', url })).rejects.toMatchObject(refused);
});

test('[O2] what a killed relay has left goes; what is being fetched stays', async () => {
  for (const name of ['model-old', 'model-new']) await mkdir(path.join(folder, name));
  await utimes(path.join(folder, 'model-old'), 1, 1);
  answer = (_, response) => void response.writeHead(404).end();
  await expect(models().describe(ofHub)).rejects.toMatchObject({ code: 'no-model' });
  expect(await readdir(folder)).toEqual(['model-new']);
});
