import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as v from 'valibot';
import { launchChromium } from '../support/chromium.ts';
import { COMMIT, type HubServer, startHub } from '../support/hub-server.ts';
import { PATIENCE, RelayProcess, Tab } from './support/index.ts';
import { expectGoodLooks } from './support/looks.ts';

// A model that the relay does not have: named in the wizard, fetched by volunteers from the hub itself.

const MODEL = path.join(import.meta.dirname, '..', '..', 'public', 'models', 'dandelion-mini');
const NAMES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];

let browser: Browser;
let hub: HubServer;
let relay: RelayProcess;

beforeAll(async () => {
  const contents = NAMES.map(async (name) => [`group/small/${name}`, await readFile(path.join(MODEL, name))] as const);
  hub = await startHub(new Map(await Promise.all(contents)), true);
  relay = await RelayProcess.start([], { HF_ENDPOINT: hub.endpoint });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await relay?.stop();
  await hub?.close();
});

async function organiserLink(): Promise<string> {
  const pem = await readFile(path.join(relay.folder, 'organiser.key'), 'utf8');
  const { d } = v.parse(v.object({ d: v.string() }), createPrivateKey(pem).export({ format: 'jwk' }));
  return `${relay.url}/#/organise/key/${Buffer.from(d, 'base64url').toString('hex')}`;
}

test('a model of the hub, for one person alone: named in the wizard, loaded from the hub by who joins, and trained', async () => {
  const organiser = await Tab.open(await browser.newContext(), await organiserLink());
  const { page } = organiser;
  await page.getByRole('link', { name: 'New federation' }).first().click();
  await page.getByRole('textbox', { name: 'Title' }).fill('On the hub');
  await page.goto(`${relay.url}/#/create/model`);
  await page.getByRole('textbox', { name: 'Owner and name' }).fill('group/none');
  await organiser.button('Fetch and look at it').click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('textbox', { name: 'Owner and name' }).fill('group/small');
  await organiser.button('Fetch and look at it').click();
  const model = page.getByTestId('model').filter({ hasText: hub.endpoint });
  await model.getByRole('radio').waitFor();
  expect(await model.getByRole('radio').isChecked()).toBe(true);
  expect(await model.innerText()).toContain(`${hub.endpoint}/group/small/resolve/${COMMIT}`);
  // The page was let talk to the relay alone; the hub is among its places once it is loaded anew.
  await page.getByText('This page may not talk to the model’s address before it is loaded anew.').waitFor();
  await expectGoodLooks(page, 'create-model-of-the-hub');
  await organiser.button('Reload the page').click();
  await page.goto(`${relay.url}/#/create/task`);
  await expect.poll(() => page.getByTestId('label-check').first().innerText(), PATIENCE).toMatch(/is one token/);

  await page.goto(`${relay.url}/#/create/rounds`);
  await page.getByRole('radio', { name: /^On my own/ }).check();
  await page.goto(`${relay.url}/#/create/open`);
  await organiser.button('Open the federation').click();
  await page.getByTestId('opened').waitFor();
  const link = await organiser.text('link');

  // The relay has the model's files for itself first.
  const federation = /#\/join\/([a-z0-9-]+)/.exec(link)![1]!;
  await expect.poll(async () => (await relay.status(federation)).fingerprint, PATIENCE).not.toBeNull();
  hub.requests.length = 0;
  const volunteer = await Tab.open(await browser.newContext(), link);
  // Who only reads what is asked is told of to nobody else, and is told what joining changes about that.
  const { host } = new URL(hub.endpoint);
  await volunteer.page
    .getByText(`its files are loaded from ${host}, which then knows your network address too`)
    .waitFor();
  await volunteer.page.getByText(`this screen asks ${host} for nothing`).waitFor();
  expect(hub.requests).toEqual([]);
  await volunteer.joinWithSample('Amazon');
  await volunteer.expectRound(2);
  await expect.poll(async () => (await volunteer.agreement()) !== null, PATIENCE).toBe(true);
  for (const name of NAMES) {
    expect(hub.requests.filter((line) => line === `GET /group/small/resolve/${COMMIT}/${name}`)).not.toEqual([]);
  }
  volunteer.expectNoFaults();
  organiser.expectNoFaults(/policy: connect-src|Content Security Policy|net::ERR_|Failed to load|Fetch API/);
});
