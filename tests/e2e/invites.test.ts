import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../src/protocol/index.ts';
import { launchChromium } from '../support/chromium.ts';
import { Organiser, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { expectGoodLooks } from './support/looks.ts';

/** As hostile as a title can be that a manifest may have. */
const TITLE = '<img src=x onerror=alert(1)> “For friends” <b>only</b>';

let browser: Browser;
let relay: RelayProcess;
let manifest: Manifest;
let organiser: Organiser;

beforeAll(async () => {
  manifest = await smallFederation({ id: 'friends', title: TITLE, access: 'invite' });
  relay = await RelayProcess.start([manifest]);
  organiser = new Organiser(relay, manifest);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await relay?.stop();
});

const openTab = async (address: string): Promise<Tab> => Tab.open(await browser.newContext(), address);
const invited = (tab: Tab) => tab.page.getByTestId('invited').innerText();

test('by an invite link one joins, is let in again without it after a reload, and the fragment is sent nowhere but in the hello', async () => {
  const { token } = await organiser.invite({ limit: 1 });
  const tab = await openTab(organiser.link(relay.url, token));
  const { page } = tab;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url(), JSON.stringify(request.headers())));
  await expect.poll(() => invited(tab)).toContain('You have one.');
  expect(await invited(tab)).toContain(token);
  expect(page.url()).toContain(token);
  await expectGoodLooks(page, 'invited');
  await tab.joinWithSample('Amazon');
  await tab.expectRound(1);
  const identity = await page.getByTestId('identity').innerText();
  expect(identity).toContain('never leaves this browser');
  expect(asked.filter((text) => text.includes(token))).toEqual([]);

  // The token has done its work: this device is known by its key.
  await page.goto(`${relay.url}/#/federation`);
  await page.reload();
  await expect.poll(() => invited(tab)).toContain('A device that was let in before needs none.');
  await tab.joinWithSample('Amazon');
  const { sequence } = await relay.status('friends');
  await tab.expectRound(sequence + 1);
  expect(await page.getByTestId('identity').innerText()).toBe(identity);
  tab.expectNoFaults();

  // One place was in it, and it is taken.
  const other = await openTab(organiser.link(relay.url, token));
  await other.joinWithSample('Yelp');
  await other.expectProblem('This invitation has let in as many devices as it was made for.');
});

test('a title of markup is text, wherever it stands', async () => {
  const tab = await openTab(relay.url);
  await tab.page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
  await tab.toData();
  expect(await tab.page.getByText(`for “${TITLE}”`).count()).toBe(1);
  expect(await tab.page.locator('img[src=x], h1 b').count()).toBe(0);
  tab.expectNoFaults();
});

test('without an invitation the relay lets nobody in, and the page says what to do; a pasted link mends it', async () => {
  const tab = await openTab(relay.url);
  const { page } = tab;
  await page.getByText('One joins this federation by invitation.').waitFor();
  await expectGoodLooks(page, 'invitation-needed');
  await tab.joinWithSample('Amazon');
  await tab.expectProblem('One joins this federation by invitation, and this device has none.');
  await expectGoodLooks(page, 'invite-needed');
  const field = page.getByLabel('Link or token of your invitation');
  const complaint = async (text: string): Promise<string> => {
    await field.fill(text);
    await tab.button('Use it').click();
    return page.locator('.invite [aria-live]').innerText();
  };
  expect(await complaint('<b>no token</b>')).toMatch(/neither a link to join by nor a token/);
  expect(await complaint(`${relay.url}/#/join/friends?invite=%20`)).toMatch(/not whole/);
  expect(await complaint('https://elsewhere.example/#/join/friends?invite=abc')).toMatch(/another relay/);
  const { token } = await organiser.invite();
  expect(await complaint(token)).toMatch(/^Taken/);
  await page.getByRole('link', { name: 'Join again' }).click();
  await tab.joinAgain();
  await tab.expectRound(1);
  tab.expectNoFaults();
});

test('a wrong, an expired and a revoked invitation are told apart', async () => {
  const wrong = await openTab(organiser.link(relay.url, 'abcdefghijklmnopqrstuv'));
  await wrong.joinWithSample('Amazon');
  await wrong.expectProblem('The relay does not know this invitation.');

  const short = await organiser.invite({ expiresAt: Date.now() + 1500 });
  const late = await openTab(organiser.link(relay.url, short.token));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await late.joinWithSample('Amazon');
  await late.expectProblem('This invitation has expired.');

  const { token, id } = await organiser.invite();
  const tab = await openTab(organiser.link(relay.url, token));
  await tab.joinWithSample('Amazon');
  await tab.expectRound(1);
  await organiser.command({ do: 'revoke', id });
  await tab.expectProblem('The organiser has taken this invitation back');
  expect([wrong, late, tab].flatMap(({ faults }) => faults)).toEqual([]);
});

test('a link that was made for other terms is refused in words, before anything is joined', async () => {
  const { token } = await organiser.invite();
  const tab = await openTab(organiser.link(relay.url, token, '00112233aabbccdd'));
  await tab.expectProblem('Your link was made for other terms than this federation has now.');
  expect(await tab.page.getByRole('main').getByRole('link', { name: 'Join', exact: true }).count()).toBe(0);
  await expectGoodLooks(tab.page, 'other-terms');
  // Past that screen it is refused too.
  await tab.page.getByRole('link', { name: 'Your data' }).click();
  await tab.button(/^(Use|Choose) Amazon$/).click();
  await tab.start();
  await tab.expectProblem('its manifest begins with');
  await tab.page.goto(`${relay.url}/#/join/friends?invite=%`);
  await tab.expectProblem('The link that brought you here is not whole.');
  tab.expectNoFaults();
});
