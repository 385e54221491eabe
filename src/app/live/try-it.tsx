import { useSignal } from '@preact/signals';
import type { Answer } from '../../train/index.ts';
import { formatPercent } from '../format.ts';
import { ask, slice } from '../session.ts';
import { shapeOf } from '../your-data/shape.ts';
import { compareAnswers } from './compare.ts';
import { Examples } from './try-examples.tsx';
import { words } from './words/index.ts';

/** An example of one's own: the base model's and the current model's answer, side by side, and what changed. */
export function TryIt() {
  const t = words().tryIt;
  const manifest = slice('manifest');
  // Told once the engine has the model, before the base model is tested and before any round.
  const loaded = slice('data') !== null;
  const fields = manifest ? shapeOf(manifest.task).fields : ['text'];
  const single = fields.length === 1;
  const written = useSignal<readonly string[]>([]);
  const texts = fields.map((_, i) => written.value[i] ?? (single ? t.start : ''));
  /** Of an example of the person's own, which has a label, and its name. */
  const label = useSignal<string | null>(null);
  const answer = useSignal<Answer | null>(null);
  const problem = useSignal('');
  const busy = useSignal(false);
  const askBoth = async (asked: readonly string[]): Promise<void> => {
    if (!loaded || busy.value || asked.some((text) => text.trim() === '')) return;
    busy.value = true;
    problem.value = '';
    try {
      answer.value = await ask(asked);
    } catch (error) {
      problem.value = error instanceof Error ? error.message : t.failed;
    } finally {
      busy.value = false;
    }
  };
  const take = (taken: readonly string[], ofClass: string | null): void => {
    written.value = taken;
    label.value = ofClass;
    answer.value = null;
    void askBoth(taken);
  };
  const write = (i: number, text: string): void => {
    written.value = texts.with(i, text);
    label.value = null;
  };
  return (
    <section class="card" aria-labelledby="try">
      <h2 id="try">{t.title}</h2>
      <form
        class={single ? '' : 'stacked'}
        onSubmit={(event) => {
          event.preventDefault();
          void askBoth(texts);
        }}
      >
        {!single && <p>{t.several}</p>}
        {fields.map((field, i) => (
          <label key={field}>
            {single ? t.one : field}
            <textarea
              rows={2}
              maxLength={single ? 2000 : 10_000}
              value={texts[i]}
              onInput={(event) => write(i, event.currentTarget.value)}
            />
          </label>
        ))}
        <p class="actions">
          <button type="submit" disabled={!loaded || busy.value}>
            {busy.value ? t.asking : t.ask}
          </button>
          {!loaded && <span class="muted">{t.later}</span>}
        </p>
      </form>
      <Examples take={take} />
      <div aria-live="polite" class="try-result">
        {problem.value && <p class="problem">{problem.value}</p>}
        {answer.value && manifest && (
          <Answers answer={answer.value} names={manifest.task.labels.map(({ name }) => name)} single={single} />
        )}
        {answer.value && label.value !== null && <p class="muted">{t.labelled(label.value)}</p>}
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
  const t = words().tryIt;
  return (
    <>
      <p data-testid="compared">{compareAnswers(answer, names)}</p>
      <div class="answers" data-testid="answers">
        <Bars title={t.base} names={names} shares={answer.base} />
        <Bars title={t.after(answer.sequence)} names={names} shares={answer.current} />
      </div>
      {answer.truncated && <p class="muted">{single ? t.cutOne : t.cutSeveral}</p>}
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
