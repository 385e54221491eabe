import type { Manifest } from '../../protocol/index.ts';
import { costOf } from './cost.ts';
import { Costs } from './costs.tsx';
import { type Federation, home, wanted } from '../federations.ts';
import { invitation, pinOf } from './invitation.ts';
import { Hero } from './hero.tsx';
import { Share } from './share.tsx';
import { Invited, OtherTerms } from './invited.tsx';
import { Leaves } from './leaves.tsx';
import { ModelCard } from './model-card.tsx';
import { Standing } from './standing.tsx';
import { addressOf, isLinkBroken } from '../route.ts';
import { joined } from '../session.ts';
import { words as page } from '../words/page.ts';
import { words } from './words/index.ts';
import './landing.css';

/** The first screen: who asks, what for, what happens, what it costs and what leaves the device; then Join. */
export function FederationScreen() {
  const state = home.value;
  const t = words();
  switch (state.status) {
    case 'loading':
      return (
        <p class="notice" aria-busy="true">
          {t.asking}
        </p>
      );
    case 'failed':
      return (
        <div class="notice">
          <h1>{t.nothingToJoin}</h1>
          <div class="problem fatal" role="alert">
            <p>{state.message}</p>
          </div>
          <p>{t.offlineLead}</p>
          <p class="actions">
            <a class="button" href={addressOf('data')}>
              {page().screens.data}
            </a>
            <a class="button" href={addressOf('settings')}>
              {page().screens.settings}
            </a>
          </p>
        </div>
      );
    case 'ready':
      return <Landing federation={state.federation} others={state.others} />;
    default:
      return state satisfies never;
  }
}

function Landing({ federation, others }: { federation: Federation; others: readonly { id: string; title: string }[] }) {
  const { manifest, status } = federation;
  const t = words();
  const { pin } = invitation.value;
  const isOther = !pinOf(manifest).startsWith(pin);
  const isOpen = !isOther && status?.state !== 'archived';
  return (
    <div class="landing">
      <section class="hero">
        <div class="hero-text">
          <p class="eyebrow">{whoIsHere(federation)}</p>
          <h1>{manifest.title}</h1>
          <p class="lead">{manifest.purpose}</p>
          <Asked manifest={manifest} />
          {isLinkBroken.value && <BrokenLink />}
          {status && <Standing status={status} federation={manifest.id} />}
          {isOther ? <OtherTerms pin={pin} manifest={manifest} /> : <Invited manifest={manifest} />}
          {isOpen && (
            <p class="join">
              <a class="button primary" href={addressOf(joined.value ? 'live' : 'data')}>
                {joined.value ? t.backToLive : t.join}
              </a>
              <span class="muted">{t.joinNext}</span>
            </p>
          )}
        </div>
        <Hero />
      </section>
      <div class="columns">
        <div class="stack">
          <Happens scalars={costOf(manifest).scalars} />
          <Costs federation={federation} />
          <Leaves manifest={manifest} />
        </div>
        <div class="stack">
          <ModelCard manifest={manifest} />
          {isOpen && (
            <section class="card">
              <h2>{t.more}</h2>
              <Share manifest={manifest} />
            </section>
          )}
          {others.length > 0 && <Others others={others} />}
        </div>
      </div>
    </div>
  );
}

function whoIsHere({ connected, ready, sequence }: Federation): string {
  const t = words();
  const here = connected === 0 ? t.nobodyHere : t.hereNow(connected, ready);
  return `${here} · ${sequence === 0 ? t.noRound : t.rounds(sequence)}`;
}

/** Who asks: a name that the organiser wrote, which nobody has checked, and the relay, which is known. */
function Asked({ manifest: { organiser, model } }: { manifest: Manifest }) {
  const t = words();
  return (
    <dl class="pairs asked">
      <dt>{t.whoAsks}</dt>
      <dd>{organiser === undefined ? t.askedByRelay(location.host) : t.asked(organiser, location.host)}</dd>
      <dt>{t.model}</dt>
      <dd>{model.name}</dd>
      <dt>{t.licence}</dt>
      <dd>{model.licence}</dd>
    </dl>
  );
}

function Happens({ scalars }: { scalars: number }) {
  const { happens, steps } = words();
  return (
    <section class="card" aria-labelledby="happens">
      <h2 id="happens">{happens}</h2>
      <ol class="happens">
        <li>{steps.choose}</li>
        <li>{steps.measure}</li>
        <li>{steps.send(scalars)}</li>
      </ol>
    </section>
  );
}

function BrokenLink() {
  const t = words();
  return (
    <div class="problem" role="note">
      <p>
        <strong>{t.brokenLink}</strong>
      </p>
      <p>{t.brokenLinkRemedy}</p>
    </div>
  );
}

function Others({ others }: { others: readonly { id: string; title: string }[] }) {
  return (
    <section class="card">
      <h2>{words().others}</h2>
      <ul class="plain">
        {others.map(({ id, title }) => (
          <li key={id}>
            <button type="button" class="quiet" onClick={() => (wanted.value = id)}>
              {title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
