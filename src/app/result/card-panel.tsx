import { METHOD_NAMES } from '../landing/method-names.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { save } from '../save.ts';
import { modelCard } from './card.ts';
import type { Outcome } from './outcome.ts';
import { words } from './words/index.ts';

/** The model card, to read and to take along. */
export function CardPanel({ outcome }: { outcome: Outcome }) {
  const t = words().card;
  const { manifest } = outcome;
  const text = modelCard(outcome, `${location.origin}/#/result/${manifest.id}`);
  const keep = (): void => save(new Blob([text], { type: 'text/markdown' }), `${manifest.id}-README.md`);
  return (
    <section class="card" aria-labelledby="card">
      <h2 id="card">{t.title}</h2>
      <dl class="pairs">
        <dt>{t.model}</dt>
        <dd>{manifest.model.name}</dd>
        <dt>{t.licence}</dt>
        <dd>{manifest.model.licence}</dd>
        <dt>{t.method}</dt>
        <dd>{METHOD_NAMES[manifest.method.name]}</dd>
        <dt>{t.template}</dt>
        <dd>
          <code>{manifest.task.template}</code>
        </dd>
        <dt>{t.classes}</dt>
        <dd>{manifest.task.labels.map(({ name }) => name).join(', ')}</dd>
      </dl>
      <p class="muted">{t.lead}</p>
      <p class="actions">
        <button type="button" onClick={keep}>
          {t.download}
        </button>
        <CopyButton label={t.copy} text={() => text} />
      </p>
      <details>
        <summary>{t.show}</summary>
        <pre class="model-card" lang="en" tabIndex={0}>
          {text}
        </pre>
      </details>
    </section>
  );
}
