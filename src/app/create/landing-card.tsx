import { formatBytes, formatCount } from '../format.ts';
import { costOf } from '../landing/cost.ts';
import { draft, state } from './store.ts';
import { words } from './words/index.ts';

/** What a volunteer will see first, drawn as it is written. */
export function LandingCard() {
  const t = words();
  const { organiser, purpose, title } = draft.value;
  const { manifest } = state.value;
  const cost = manifest && costOf(manifest);
  return (
    <section class="card landing-card" aria-label={t.landing.label} data-testid="landing-card">
      <p class="eyebrow">{t.landing.label}</p>
      {organiser.trim() !== '' && <p class="muted">{t.landing.asks(organiser.trim())}</p>}
      <h2>{title.trim() || t.landing.noTitle}</h2>
      <p class="purpose">{purpose.trim() || t.landing.noPurpose}</p>
      {cost && (
        <dl class="pairs">
          <dt>{t.landing.download}</dt>
          <dd>{formatBytes(cost.modelBytes)}</dd>
          <dt>{t.landing.work}</dt>
          <dd>{t.landing.steps(cost.steps, formatCount(cost.batch))}</dd>
          <dt>{t.landing.leaves}</dt>
          <dd>{t.landing.numbers(formatCount(cost.scalars), formatBytes(cost.scalarBytes))}</dd>
        </dl>
      )}
    </section>
  );
}
