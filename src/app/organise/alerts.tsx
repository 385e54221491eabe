import type { AlertView } from '../../protocol/index.ts';
import { formatMoment } from '../format.ts';
import { words } from './words/index.ts';

/** What the relay noticed, each with what to do. A new one is read out. */
export function Alerts({ alerts }: { alerts: readonly AlertView[] }) {
  const { alerts: t } = words();
  return (
    <section aria-labelledby="alerts" data-testid="alerts">
      <h2 id="alerts" class={alerts.length === 0 ? 'unseen' : ''}>
        {t.heading}
      </h2>
      <div role="status" class="stack">
        {alerts.length === 0 && <p class="good">{t.none}</p>}
        {alerts.map(({ kind, since, words: seen }) => (
          <div key={kind} class={isGrave(kind) ? 'problem fatal' : 'problem'}>
            <p>
              <strong>{t.kinds[kind].title}</strong> <span class="muted">{t.since(formatMoment(since))}</span>
            </p>
            <p lang="en">{seen}</p>
            <p>{t.kinds[kind].remedy}</p>
          </div>
        ))}
      </div>
    </section>
  );
}

function isGrave(kind: AlertView['kind']): boolean {
  return kind === 'mismatch' || kind === 'failing' || kind === 'diverging';
}
