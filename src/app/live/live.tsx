import { Problems } from '../trouble/problems.tsx';
import { Standing } from '../landing/standing.tsx';
import { Share } from '../landing/share.tsx';
import { addressOf } from '../route.ts';
import { joined, slice } from '../session.ts';
import './live.css';
import { HistoryPanel } from './history-panel.tsx';
import { KeepModel } from './keep-model.tsx';
import { Charts } from './live-charts.tsx';
import { Engine } from './live-engine.tsx';
import { Figures } from './live-figures.tsx';
import { Status } from './live-status.tsx';
import { Machine } from './machine.tsx';
import { SentPanel } from './sent-panel.tsx';
import { SharePanel } from './share-panel.tsx';
import { TryIt } from './try-it.tsx';
import { words } from './words/index.ts';

/** The live screen: what happens, what it brought, and what left. */
export function LiveScreen() {
  const t = words().nothing;
  if (!joined.value && slice('activity') === null && slice('problems').length === 0) {
    return (
      <div class="notice">
        <section>
          <h1>{t.title}</h1>
          <p>{t.what}</p>
          <p class="actions">
            <a class="button primary" href={addressOf('data')}>
              {t.go}
            </a>
          </p>
        </section>
        <HistoryPanel />
      </div>
    );
  }
  const presence = slice('presence');
  const alone = presence !== null && presence.connected <= 1;
  const hasLeft = slice('activity')?.name === 'left';
  return (
    <div class="live">
      <div class="stack">
        <Status />
        <LiveStanding />
        <Problems />
        {/* Who has left looks at what became of it. */}
        {hasLeft && <HistoryPanel />}
        {alone && <People alone />}
        <Figures />
        <Charts />
      </div>
      <div class="stack">
        <TryIt />
        <SharePanel />
        {!hasLeft && <HistoryPanel />}
        <SentPanel />
        <Machine />
        <KeepModel />
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
        <h2>{alone ? words().people.alone : words().people.more}</h2>
      </summary>
      <Share manifest={manifest} />
    </details>
  );
}
