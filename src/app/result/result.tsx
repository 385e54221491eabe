import { useSignalEffect } from '@preact/signals';
import { home } from '../federations.ts';
import { formatBytes, formatCount } from '../format.ts';
import { Figure } from '../parts/figure.tsx';
import { addressOf, place } from '../route.ts';
import { CardPanel } from './card-panel.tsx';
import { Curve } from './curve.tsx';
import { type Outcome, ask, gain, look } from './outcome.ts';
import { PatchPanel } from './patch-panel.tsx';
import { words } from './words/index.ts';
import './result.css';

/** The federation that the address names, else the one of the first screen. */
function federationOf(): string | null {
  if (place.value !== '') return place.value;
  return home.value.status === 'ready' ? home.value.federation.manifest.id : null;
}

/** What a federation has come to, for everybody: figures, the seed patch with its proof, and the model card. */
export function ResultScreen() {
  useSignalEffect(() => {
    const federation = federationOf();
    if (federation !== null) void ask(federation);
  });
  const t = words();
  const state = look.value;
  if (state.status === 'ready') return <Shown outcome={state.outcome} />;
  if (state.status === 'loading' && home.value.status !== 'failed') {
    return (
      <section class="notice" aria-busy="true">
        <h1>{t.title}</h1>
        <p>{t.asking}</p>
      </section>
    );
  }
  const federation = federationOf();
  return (
    <section class="notice">
      <h1>{t.title}</h1>
      <p role="alert">{t.missing[state.status === 'failed' ? state.why : 'unreachable']}</p>
      {federation !== null && (
        <button type="button" onClick={() => void ask(federation)}>
          {t.tryAgain}
        </button>
      )}
    </section>
  );
}

function Shown({ outcome }: { outcome: Outcome }) {
  const t = words();
  const { manifest, state, summary, sequence } = outcome;
  const isOver = state === 'stopped' || state === 'archived';
  const base = manifest.model.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const change = summary && gain(summary);
  return (
    <div class="result">
      <div class="screen-head">
        <p class="eyebrow">{t.title}</p>
        <h1>{manifest.title}</h1>
        <p class="lead">{manifest.purpose}</p>
        <p>{t.states[state]}</p>
        {!isOver && (
          <p class="actions">
            <a class="button" href={addressOf('federation')}>
              {t.join}
            </a>
          </p>
        )}
      </div>
      <section class="card">
        <dl class="figures">
          <Figure name={t.figures.rounds} value={formatCount(summary?.rounds ?? sequence)} testid="result-rounds" />
          {summary && (
            <Figure
              name={t.figures.contributions}
              value={formatCount(summary.contributions)}
              note={summary.participants === null ? t.figures.unnamed : t.figures.by(summary.participants)}
            />
          )}
          {summary && change && (
            <Figure
              name={t.figures.accuracy}
              value={t.percent(...change)}
              note={t.figures.accuracyNote(summary.evaluations.at(-1)?.participants ?? 0)}
            />
          )}
          {summary && (
            <Figure
              name={t.figures.patch}
              value={formatBytes(summary.logBytes)}
              note={t.figures.patchNote(base)}
              testid="result-patch"
            />
          )}
        </dl>
      </section>
      <div class="columns">
        <div class="stack">
          <PatchPanel outcome={outcome} />
        </div>
        <div class="stack">
          <Curve outcome={outcome} />
          <CardPanel outcome={outcome} />
        </div>
      </div>
    </div>
  );
}
