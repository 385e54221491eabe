import { useRef } from 'preact/hooks';
import { slice } from '../session.ts';
import { chosen } from '../storage.ts';
import { shapeOf } from '../your-data/shape.ts';
import { type OwnExample, heldOutExamples } from './own-examples.ts';
import { words } from './words/index.ts';

interface ExamplesProps {
  /** Asks about these texts. @param label the name of their class, where the person has said it */
  readonly take: (texts: readonly string[], label: string | null) => void;
}

/** Examples to tap: sentences where the task is about praise and blame, and the person's own held-out ones. */
export function Examples({ take }: ExamplesProps) {
  const t = words().tryIt;
  const manifest = slice('manifest');
  const isLoaded = slice('data') !== null;
  /** Those of one data set, and which comes next. */
  const own = useRef<{ readonly dataset: number | null; readonly examples: readonly OwnExample[]; next: number }>(null);
  if (!manifest || !isLoaded) return null;
  const names = manifest.task.labels.map(({ name }) => name.toLowerCase());
  const isSentiment =
    shapeOf(manifest.task).fields.length === 1 && names.includes('positive') && names.includes('negative');
  const takeOwn = async (): Promise<void> => {
    const dataset = chosen.peek();
    const known = own.current;
    const current = known?.dataset === dataset ? known : { dataset, examples: await heldOutExamples(), next: 0 };
    own.current = current;
    const example = current.examples[current.next % Math.max(1, current.examples.length)];
    if (!example) return;
    current.next++;
    take(example.texts, example.label);
  };
  return (
    <div class="try-examples" role="group" aria-label={t.examples}>
      <p class="muted">{t.examples}</p>
      {isSentiment &&
        t.sentiment.map((text) => (
          <button key={text} type="button" class="quiet" onClick={() => take([text], null)}>
            {text}
          </button>
        ))}
      <button type="button" class="quiet" onClick={() => void takeOwn()}>
        {t.heldOut}
      </button>
    </div>
  );
}
