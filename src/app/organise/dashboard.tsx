import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Identity } from '../../identity/index.ts';
import { formatClock } from '../format.ts';
import { addressOf } from '../route.ts';
import { now } from '../ticker.ts';
import { Alerts } from './alerts.tsx';
import { Refused } from './confirm.tsx';
import { Devices } from './devices.tsx';
import { Exports } from './exports.tsx';
import { Groups } from './groups-card.tsx';
import { Invites } from './invites.tsx';
import { Participants } from './participants-card.tsx';
import { explain } from './refusal.ts';
import { type FederationDetail, RelayRefusal, federationDetail } from './relay-client.ts';
import { Rollback } from './rollback.tsx';
import { Rounds } from './rounds-card.tsx';
import { ShareCard } from './share-card.tsx';
import { StateCard } from './state-card.tsx';
import { type Sight, type Watch, watch } from './watch.ts';
import { words } from './words/index.ts';

/** What the cards of a dashboard are about. */
export interface Site {
  readonly signer: Identity;
  readonly detail: FederationDetail;
  readonly watch: Watch;
}

/** One federation, as its organiser watches and steers it. */
export function Dashboard({ signer, id }: { signer: Identity; id: string }) {
  const { dashboard: t } = words();
  const site = useSignal<Site | null>(null);
  const failure = useSignal<unknown>(null);
  const attempt = useSignal(0);
  useEffect(() => {
    let left = false;
    failure.value = null;
    federationDetail(id).then(
      (detail) => {
        if (!left) site.value = { signer, detail, watch: watch(signer, detail) };
      },
      (error: unknown) => {
        if (!left) failure.value = error;
      },
    );
    return () => {
      left = true;
      site.value?.watch.stop();
      site.value = null;
    };
  }, [attempt.value]);
  return (
    <>
      <div class="screen-head">
        <a href={addressOf('organise')}>{t.back}</a>
        <h1>{site.value?.detail.manifest.title ?? id}</h1>
      </div>
      {failure.value !== null && (
        <div class="notice">
          <Refused {...explain(failure.value)} />
          <button type="button" onClick={() => attempt.value++}>
            {t.tryNow}
          </button>
        </div>
      )}
      {!site.value && failure.value === null && <p aria-busy="true">{t.loading}</p>}
      {site.value && <Watched site={site.value} />}
    </>
  );
}

function Watched({ site }: { site: Site }) {
  const { dashboard: t } = words();
  const { watched, fault } = site.watch.sight.value;
  if (!watched) return fault === null ? <p aria-busy="true">{t.loading}</p> : <Stale site={site} />;
  const { overview } = watched;
  const byInvitation = site.detail.manifest.access === 'invite';
  return (
    <>
      {fault === null ? <p class="muted updated">{t.updated(formatClock(overview.at))}</p> : <Stale site={site} />}
      <div class="stack dashboard">
        <Alerts alerts={overview.alerts} />
        <StateCard site={site} overview={overview} />
        <Participants overview={overview} />
        <Rounds watched={watched} />
        <Groups evaluations={overview.evaluations} />
        <div class="columns">
          <div class="stack">
            <ShareCard manifest={site.detail.manifest} />
            {byInvitation && <Invites site={site} />}
            <Devices participants={overview.participants} />
          </div>
          <div class="stack">
            <Rollback site={site} watched={watched} />
            <Exports site={site} watched={watched} />
          </div>
        </div>
      </div>
    </>
  );
}

/** That the relay does not answer, and when it is asked again. */
function Stale({ site }: { site: Site }) {
  const { dashboard: t } = words();
  const { fault, nextAt }: Sight = site.watch.sight.value;
  const isLasting = !(fault instanceof RelayRefusal) || fault.code !== 'unreachable';
  const seconds = Math.max(0, Math.ceil((nextAt - now.value) / 1000));
  return (
    <div class="stale">
      {(isLasting || nextAt === 0) && <Refused {...explain(fault)} />}
      {nextAt > 0 && <p class="problem">{t.stale(seconds)}</p>}
      <button type="button" onClick={() => void site.watch.refresh()}>
        {t.tryNow}
      </button>
    </div>
  );
}
