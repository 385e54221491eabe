import { Problems } from '../trouble/problems.tsx';
import { Standing } from '../landing/standing.tsx';
import { Share } from '../landing/share.tsx';
import { addressOf } from '../route.ts';
import { joined, slice } from '../session.ts';
import { KeepModel } from './keep-model.tsx';
import { Charts } from './live-charts.tsx';
import { Engine } from './live-engine.tsx';
import { Figures, Machine } from './live-figures.tsx';
import { Status } from './live-status.tsx';
import { SentPanel } from './sent-panel.tsx';
import { TryIt } from './try-it.tsx';

/** The live screen: what happens, what it brought, and what left. */
export function LiveScreen() {
  if (!joined.value && slice('activity') === null && slice('problems').length === 0) {
    return (
      <section class="notice">
        <h1>Nothing runs yet</h1>
        <p>Choose data first; the model is loaded and the training starts then.</p>
        <p class="actions">
          <a class="button primary" href={addressOf('data')}>
            Choose data
          </a>
        </p>
      </section>
    );
  }
  const presence = slice('presence');
  const alone = presence !== null && presence.connected <= 1;
  return (
    <div class="live">
      <div class="stack">
        <Status />
        <LiveStanding />
        <Problems />
        {alone && <People alone />}
        <Figures />
        <Charts />
      </div>
      <div class="stack">
        <TryIt />
        <KeepModel />
        <SentPanel />
        <Machine />
        <Engine />
        {!alone && <People alone={false} />}
      </div>
    </div>
  );
}

function LiveStanding() {
  // Whoever was sent away since the federation is archived reads so once.
  if (slice('problems').some(({ code }) => code === 'archived')) return null;
  return <Standing status={slice('status')} />;
}

/** How to get more participants: in the way where there are none, out of it where there are. */
function People({ alone }: { alone: boolean }) {
  const manifest = slice('manifest');
  if (!manifest) return null;
  return (
    <details class="card" open={alone}>
      <summary>
        <h2>{alone ? 'You are alone here: add participants' : 'Add participants'}</h2>
      </summary>
      <Share manifest={manifest} />
    </details>
  );
}
