import { useSignal } from '@preact/signals';
import type { Answer } from '../../train/index.ts';
import { formatPercent } from '../format.ts';
import { ask, slice } from '../session.ts';
import { shapeOf } from '../your-data/shape.ts';

/** What a field begins with: an example for a task of one text, as most are. */
const SENTENCE = 'The battery died after two days.';

/** An example of one's own: the base model's and the current model's answer, side by side. */
export function TryIt() {
  const manifest = slice('manifest');
  const loaded = slice('base') !== null;
  const fields = manifest ? shapeOf(manifest.task).fields : ['text'];
  const single = fields.length === 1;
  const written = useSignal<readonly string[]>([]);
  const texts = fields.map((_, i) => written.value[i] ?? (single ? SENTENCE : ''));
  const answer = useSignal<Answer | null>(null);
  const problem = useSignal('');
  const busy = useSignal(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value || texts.some((text) => text.trim() === '')) return;
    busy.value = true;
    problem.value = '';
    try {
      answer.value = await ask(texts);
    } catch (error) {
      problem.value = error instanceof Error ? error.message : 'The model could not be asked.';
    } finally {
      busy.value = false;
    }
  };
  return (
    <section class="card" aria-labelledby="try">
      <h2 id="try">Try it</h2>
      <form class={single ? '' : 'stacked'} onSubmit={(event) => void submit(event)}>
        {!single && <p>An example of your own; it stays on this device</p>}
        {fields.map((field, i) => (
          <label key={field}>
            {single ? 'A sentence of your own; it stays on this device' : field}
            <textarea
              rows={2}
              maxLength={single ? 2000 : 10_000}
              value={texts[i]}
              onInput={(event) => (written.value = texts.with(i, event.currentTarget.value))}
            />
          </label>
        ))}
        <p class="actions">
          <button type="submit" disabled={!loaded || busy.value}>
            {busy.value ? 'Asking …' : 'Ask both models'}
          </button>
          {!loaded && <span class="muted">Possible once the model is loaded.</span>}
        </p>
      </form>
      <div aria-live="polite">
        {problem.value && <p class="problem">{problem.value}</p>}
        {answer.value && manifest && (
          <Answers answer={answer.value} names={manifest.task.labels.map(({ name }) => name)} single={single} />
        )}
      </div>
    </section>
  );
}

interface AnswersProps {
  readonly answer: Answer;
  readonly names: readonly string[];
  /** Of one text. */
  readonly single: boolean;
}

function Answers({ answer, names, single }: AnswersProps) {
  return (
    <>
      <div class="answers" data-testid="answers">
        <Bars title="Base model" names={names} shares={answer.base} />
        <Bars title={`After round ${answer.sequence}`} names={names} shares={answer.current} />
      </div>
      {answer.truncated && (
        <p class="muted">
          {single ? 'The sentence was longer' : 'Together they were longer'} than the model reads, and cut to fit.
        </p>
      )}
    </>
  );
}

function Bars({ title, names, shares }: { title: string; names: readonly string[]; shares: readonly number[] }) {
  const best = shares.indexOf(Math.max(...shares));
  return (
    <div>
      <h3>{title}</h3>
      <dl class="chances">
        {names.map((name, i) => (
          <div key={name} class={i === best ? 'chance best' : 'chance'}>
            <dt>{name}</dt>
            <dd>{formatPercent(shares[i] ?? 0)}</dd>
            <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect class="rest" width="100" height="4" />
              <rect class="part" width={100 * (shares[i] ?? 0)} height="4" />
            </svg>
          </div>
        ))}
      </dl>
    </div>
  );
}
