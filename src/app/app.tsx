import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { describeActivity } from './live/describe.ts';
import { watchFederations } from './federations.ts';
import { FederationScreen } from './landing/federation.tsx';
import { watchInvitations } from './landing/invitation.ts';
import { watchMemory } from './landing/memory.ts';
import { lazy } from './lazy.tsx';
import { watchInstallation } from './offline/install.ts';
import { PageNotices } from './offline/notice.tsx';
import { watchShell } from './offline/shell.ts';
import { startManners } from './manners/start.ts';
import { Announcer } from './parts/announcer.tsx';
import { Mark } from './parts/mark.tsx';
import { type Screen, addressOf, screen } from './route.ts';
import { joined, progress, slice } from './session.ts';
import { refreshStorage } from './storage.ts';
import { now } from './ticker.ts';
import { words } from './words/page.ts';

/** Those that a volunteer goes through. */
const TABS = ['federation', 'data', 'live'] as const;
/** Where else there is to go. */
const MORE = ['result', 'settings', 'organise'] as const;

const DataScreen = lazy(async () => (await import('./your-data/data.tsx')).DataScreen);
const LiveScreen = lazy(async () => (await import('./live/live.tsx')).LiveScreen);
const ResultScreen = lazy(async () => (await import('./result/index.ts')).ResultScreen);
const SettingsScreen = lazy(async () => (await import('./settings/index.ts')).SettingsScreen);
const OrganiseScreen = lazy(async () => (await import('./organise/index.ts')).OrganiseScreen);
const CreateScreen = lazy(async () => (await import('./create/index.ts')).CreateScreen);

export function App() {
  useEffect(() => {
    void refreshStorage();
    const stops = [
      ...[watchFederations(), watchInvitations(), watchMemory(), startManners()],
      ...[watchShell(), watchInstallation()],
    ];
    return () => stops.forEach((stop) => stop());
  }, []);
  const main = useRef<HTMLElement>(null);
  const t = words();
  useEffect(() => {
    document.title = screen.value === 'federation' ? t.title : t.documentTitle(t.screens[screen.value]);
  }, [screen.value, t]);
  const shown = useRef(screen.peek());
  useSignalEffect(() => {
    if (screen.value === shown.current) return;
    shown.current = screen.value;
    scrollTo(0, 0);
    // A change of screen is a change of page for who listens to it: reading starts at the top of the new one.
    queueMicrotask(() => main.current?.focus());
  });
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        {t.skip}
      </a>
      <header class="top">
        <a class="brand" href={addressOf('federation')} aria-label={t.home}>
          <Mark />
          <span>Dandelion</span>
        </a>
        <nav aria-label={t.screensLabel}>
          {TABS.map((name) => (
            <Tab key={name} name={name} title={t.screens[name]} />
          ))}
        </nav>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Shown />
      </main>
      <PageNotices />
      <Announcer />
      <footer class="foot">
        <nav aria-label={t.moreLabel}>
          {MORE.map((name) => (
            <a key={name} href={addressOf(name)} aria-current={screen.value === name ? 'page' : undefined}>
              {t.screens[name]}
            </a>
          ))}
        </nav>
        <p>{t.foot}</p>
      </footer>
    </>
  );
}

function Tab({ name, title }: { name: Screen; title: string }) {
  const atWork = name === 'live' && joined.value;
  return (
    <a href={addressOf(name)} aria-current={screen.value === name ? 'page' : undefined}>
      {title}
      {atWork && <LiveDot />}
    </a>
  );
}

function LiveDot() {
  slice('activity');
  const { title } = describeActivity(progress.peek(), now.value);
  return (
    <span class="dot">
      <span class="unseen">: {title}</span>
    </span>
  );
}

function Shown() {
  switch (screen.value) {
    case 'federation':
      return <FederationScreen />;
    case 'data':
      return <DataScreen />;
    case 'live':
      return <LiveScreen />;
    case 'result':
      return <ResultScreen />;
    case 'settings':
      return <SettingsScreen />;
    case 'organise':
      return <OrganiseScreen />;
    case 'create':
      return <CreateScreen />;
    default:
      return screen.value satisfies never;
  }
}
