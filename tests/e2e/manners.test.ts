import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { PATIENCE, RecordingProxy, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { expectGoodLooks } from './support/looks.ts';

/** A name that is not localhost: over http its origin is an insecure context, as a phone's in the local network. */
const NAME = 'dandelion.test';
/** Chromium says so on the console where it cannot isolate a page, as it must not over http. */
const NOT_ISOLATED = /Cross-Origin-Opener-Policy header has been ignored/;

let browser: Browser;
let relay: RelayProcess;

beforeAll(async () => {
  relay = await RelayProcess.start([await smallFederation()]);
  browser = await launchChromium([`--host-resolver-rules=MAP ${NAME} 127.0.0.1`]);
});

afterAll(async () => {
  await browser?.close();
  await relay?.stop();
});

/**
 * A browser whose battery, network, view and screen are the test's: no debugger's command sets the battery or the kind
 * of a network, and a headless tab is never hidden and has no screen to keep on. What the page makes of them is its own.
 */
async function somewhere(network: string | null = null): Promise<BrowserContext> {
  const context = await browser.newContext();
  await context.addInitScript((type) => {
    const battery = Object.assign(new EventTarget(), { level: 1, charging: true });
    const connection = Object.assign(new EventTarget(), { type, saveData: false });
    const hooks = {
      battery(level: number, charging: boolean): void {
        Object.assign(battery, { level, charging });
        battery.dispatchEvent(new Event('levelchange'));
      },
      network(now: string): void {
        Object.assign(connection, { type: now });
        connection.dispatchEvent(new Event('change'));
      },
      hide(hidden: boolean): void {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event('visibilitychange'));
      },
    };
    const screen = { locks: 0 };
    const wakeLock = {
      request: () => {
        screen.locks++;
        return Promise.resolve({ release: () => Promise.resolve(screen.locks--) });
      },
    };
    Object.assign(globalThis, { around: hooks, screenLocks: screen });
    Object.defineProperty(navigator, 'wakeLock', { value: wakeLock });
    Object.defineProperty(navigator, 'getBattery', { value: () => Promise.resolve(battery) });
    if (type !== null) Object.defineProperty(navigator, 'connection', { value: connection });
  }, network);
  return context;
}

/** Locks that keep the screen on. */
function locks(tab: Tab): Promise<number> {
  return tab.page.evaluate(() => (Reflect.get(globalThis, 'screenLocks') as { locks: number }).locks);
}

/** Changes what is around a tab. */
async function around(tab: Tab, what: 'battery' | 'network' | 'hide', ...how: unknown[]): Promise<void> {
  await tab.page.evaluate(
    ([name, given]) => {
      const hooks = Reflect.get(globalThis, 'around') as Record<string, (...of: unknown[]) => void>;
      hooks[name]!(...given);
    },
    [what, how] as const,
  );
}

async function expectReason(tab: Tab, reason: string | RegExp): Promise<void> {
  await expect.poll(() => tab.text('reason'), PATIENCE).toMatch(reason);
}

function openManners(tab: Tab): Promise<void> {
  return tab.page.getByText('When and how hard this device computes').click();
}

describe('a volunteer whose device does other things too', () => {
  test('battery: it pauses when low, says at what charge it goes on, and goes on in spite of it when told to', async () => {
    const tab = await Tab.open(await somewhere(), relay.url);
    await tab.joinWithSample('Amazon');
    await tab.expectRound(1);
    await around(tab, 'battery', 0.12, false);
    await tab.expectActivity('Paused');
    await expectReason(tab, 'The battery is at 12 %. It goes on at 35 %, or once it charges.');
    expect(await tab.text('next')).toContain('once it is plugged in or charged; nobody can say when');
    await expectGoodLooks(tab.page, 'paused');

    await tab.button('Go on anyway').click();
    await tab.expectActivity(/Training|Waiting/);
    // Above the margin the order is over: the next time it pauses again.
    await around(tab, 'battery', 0.4, false);
    await around(tab, 'battery', 0.2, false);
    await tab.expectActivity('Paused');
    await around(tab, 'battery', 0.33, false);
    await expectReason(tab, 'The battery is at 33 %');
    await around(tab, 'battery', 0.33, true);
    await expectReason(tab, /It is plugged in again; a moment.*It goes on at .*, in \d+ s/);
    await around(tab, 'battery', 0.36, false);
    await tab.expectActivity(/Training|Waiting/);
    tab.expectNoFaults();
    await tab.page.close();
  });

  test('hidden tab: it goes on slowly or pauses, and on return the page says for how long and what was done', async () => {
    const tab = await Tab.open(await somewhere(), relay.url);
    await tab.joinWithSample('Amazon');
    await tab.expectRound(1);
    await openManners(tab);
    await tab.page.getByLabel('Keep the screen on while contributing').check();
    expect(await locks(tab)).toBe(1);
    await around(tab, 'hide', true);
    await expectReason(tab, /computing takes 50 % of the time|Your numbers|round/);
    expect(await locks(tab)).toBe(0);
    const { sequence } = await relay.status();
    await expect.poll(async () => (await relay.status()).sequence, PATIENCE).toBeGreaterThan(sequence + 1);
    // Less than ten seconds away would not be worth a word.
    await tab.page.waitForTimeout(10_000);
    await around(tab, 'hide', false);
    await expect
      .poll(() => tab.text('away'), PATIENCE)
      .toMatch(/hidden for 1\d s\. It went on slowly: [1-9]\d* steps, and your numbers went into [1-9]\d* rounds?\./);
    await tab.page.getByTestId('away').getByRole('button').click();
    expect(await locks(tab)).toBe(1);

    await tab.page.getByRole('group', { name: 'While this tab is hidden' }).getByText('Pause').click();
    await around(tab, 'hide', true);
    await tab.expectActivity('Paused');
    await expectReason(tab, 'This tab is hidden, and you chose to pause then.');
    await around(tab, 'hide', false);
    await tab.expectActivity(/Training|Waiting/);
    tab.expectNoFaults();
    await tab.page.close();
  });

  test('intensity and hours: kept over a reload; outside the hours it waits and says until when', async () => {
    const context = await somewhere();
    const tab = await Tab.open(context, relay.url);
    await tab.joinWithSample('Amazon');
    await tab.expectRound(1);
    await openManners(tab);
    await tab.page.getByRole('group', { name: 'How hard' }).getByText('25 %').click();
    await expectReason(tab, 'It rests between steps, so that computing takes 25 % of the time.');
    await tab.page.getByLabel('Only at certain hours').check();
    const hour = (await tab.page.evaluate(() => new Date().getHours())) + 2;
    const [from, to] = [hour % 24, (hour + 1) % 24].map((h) => `${String(h).padStart(2, '0')}:00`);
    await tab.page.getByLabel('From').fill(from!);
    await tab.page.getByLabel('To', { exact: true }).fill(to!);
    await tab.expectActivity('Paused');
    await expectReason(tab, `It is outside the hours that you chose. It goes on at ${from}, in 1 h`);
    expect(await tab.text('countdown')).toMatch(/^1 h \d+ min left$/);
    expect(await tab.text('hours')).toContain(`It goes on at ${from}.`);
    await tab.button('Go on anyway').click();
    await tab.expectActivity(/Training|Waiting/);
    tab.expectNoFaults();
    await tab.page.close();

    const again = await Tab.open(context, `${relay.url}/#/settings`);
    await again.page.getByTestId('hours').waitFor();
    expect(await again.page.getByRole('radio', { name: '25 %' }).isChecked()).toBe(true);
    expect(await again.page.getByLabel('From').inputValue()).toBe(from);
    expect(await again.text('hours')).toContain('outside the hours');
    expect(await again.text('battery')).toBe('Now: 100 %, plugged in.');
    await expectGoodLooks(again.page, 'manners');
    again.expectNoFaults();
    await again.page.close();
  });

  test('mobile data: the model waits for Wi-Fi and says how large it is; loaded anyway, it trains', async () => {
    const proxy = await RecordingProxy.start(() => relay.port);
    const tab = await Tab.open(await somewhere('cellular'), proxy.url);
    await tab.joinWithSample('Amazon');
    await tab.expectActivity('Waiting for Wi-Fi');
    await expectReason(tab, /MB are to be loaded, and this device is on mobile data/);
    const loaded = () => proxy.requests().filter((request) => /^GET \S+\.safetensors/.test(request));
    expect(loaded()).toEqual([]);
    await tab.button('Load anyway').click();
    await tab.expectRound((await relay.status()).sequence + 1);
    expect(loaded().length).toBeGreaterThan(0);
    tab.expectNoFaults();
    await tab.page.close();

    // Another device of this kind: Wi-Fi comes by itself.
    const other = await Tab.open(await somewhere('cellular'), relay.url);
    await other.joinWithSample('Amazon');
    await other.expectActivity('Waiting for Wi-Fi');
    await around(other, 'network', 'wifi');
    await other.expectRound((await relay.status()).sequence + 1);
    other.expectNoFaults();
    await other.page.close();
    await proxy.stop();
  });

  test('finish this round, then stop: its numbers are in the round, and then it leaves by itself', async () => {
    const tab = await Tab.open(await somewhere(), relay.url);
    await tab.joinWithSample('Amazon');
    await tab.expectActivity('Training');
    await tab.button('Finish this round, then stop').click();
    await tab.expectActivity('Stopped after the round');
    await expectReason(tab, 'The round was finished, as you wished');
    await expect.poll(async () => (await relay.status()).connected, PATIENCE).toBe(0);
    await tab.button('Leave').waitFor({ state: 'detached' });
    tab.expectNoFaults();
    await tab.page.close();
  });

  test('over plain http nothing is told: only while plugged in asks, and the answer counts', async () => {
    const tab = await Tab.open(await browser.newContext(), `http://${NAME}:${relay.port}`);
    expect(await tab.page.evaluate(() => 'getBattery' in navigator)).toBe(false);
    await tab.joinWithSample('Amazon');
    // Nobody is refused in silence: what was not said stops nothing.
    await tab.expectRound((await relay.status()).sequence + 1);
    await openManners(tab);
    expect(await tab.text('battery')).toContain('Until you say, it computes.');
    await tab.page.getByText('Only while plugged in').click();
    await tab.expectActivity('Paused');
    await expectReason(tab, 'this browser does not tell whether it is');
    await tab.button('It is plugged in').click();
    await tab.expectActivity(/Training|Waiting/);
    await tab.page.getByText('I am on battery').click();
    await expectReason(tab, 'You said that this device is not plugged in.');
    await tab.page.getByText(/This page cannot keep the screen on here/).waitFor();
    tab.expectNoFaults(NOT_ISOLATED);
    await tab.page.close();
  });
});
