import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { describeActivity } from './live/describe.ts';
import { watchFederations } from './federations.ts';
import { watchInvitations } from './landing/invitation.ts';
import { watchMemory } from './landing/memory.ts';
import { lazy } from './lazy.tsx';
import { Announcer } from './parts/announcer.tsx';
import { Mark } from './parts/mark.tsx';
import { type Screen, addressOf, screen } from './route.ts';
import { DataScreen } from './your-data/data.tsx';
import { FederationScreen } from './landing/federation.tsx';
import { LiveScreen } from './live/live.tsx';
import { now } from './ticker.ts';
import { joined, progress, slice } from './session.ts';
import { refreshStorage } from './storage.ts';

const TITLES: Record<Screen, string> = {
  federation: 'Federation',
  data: 'Your data',
  live: 'Live',
  result: 'Result',
  settings: 'Settings',
  organise: 'Organise',
  create: 'New federation',
};
/** Those that a volunteer goes through. */
const TABS = ['federation', 'data', 'live'] as const;

const ResultScreen = lazy(async () => (await import('./result/index.ts')).ResultScreen);
const SettingsScreen = lazy(async () => (await import('./settings/index.ts')).SettingsScreen);
const OrganiseScreen = lazy(async () => (await import('./organise/index.ts')).OrganiseScreen);
const CreateScreen = lazy(async () => (await import('./create/index.ts')).CreateScreen);

export function App() {
  useEffect(() => {
    void refreshStorage();
    const stops = [watchFederations(), watchInvitations(), watchMemory()];
    return () => stops.forEach((stop) => stop());
  }, []);
  const main = useRef<HTMLElement>(null);
  const shown = useRef(screen.peek());
  useSignalEffect(() => {
    if (screen.value === shown.current) return;
    shown.current = screen.value;
    document.title = `${TITLES[screen.value]} · Dandelion`;
    scrollTo(0, 0);
    // A change of screen is a change of page for who listens to it: reading starts at the top of the new one.
    queueMicrotask(() => main.current?.focus());
  });
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={addressOf('federation')} aria-label="Dandelion, start page">
          <Mark />
          <span>Dandelion</span>
        </a>
        <nav aria-label="Screens">
          {TABS.map((name) => (
            <Tab key={name} name={name} title={TITLES[name]} />
          ))}
        </nav>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Shown />
      </main>
      <Announcer />
      <footer class="foot">
        <p>
          Dandelion finetunes a language model by forward passes alone, on the devices of the people who own the data.
          No tracking, no cookies, nothing loaded from anywhere but this relay.
        </p>
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
