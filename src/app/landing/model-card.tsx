import type { Manifest } from '../../protocol/index.ts';
import { costOf } from './cost.ts';
import { words } from './words/index.ts';

/** The task, and what a round is. Its texts are the organiser's. */
export function ModelCard({ manifest }: { manifest: Manifest }) {
  const { method, model, task, round } = manifest;
  const t = words();
  return (
    <section class="card">
      <h2>{t.modelAndTask}</h2>
      <dl class="pairs">
        <dt>{t.model}</dt>
        <dd>
          {model.name} ({model.licence})
        </dd>
        <dt>{t.classes}</dt>
        <dd>{task.labels.map(({ name, word }) => t.aClass(name, word.trim())).join(', ')}</dd>
        <dt>{t.question}</dt>
        <dd>
          <code>{task.template}</code>
        </dd>
        <dt>{t.aStep}</dt>
        <dd>{t.stepWork(method.batch, costOf(manifest).passes)}</dd>
        <dt>{t.roundNeeds}</dt>
        <dd>{t.roundRule(round.quorum, round.deadline)}</dd>
      </dl>
    </section>
  );
}
