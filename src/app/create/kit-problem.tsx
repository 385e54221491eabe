import { kit, retryKit } from './kit.ts';
import { words } from './words/index.ts';

/** Why the model's tokenizer is not here, and what to do; nothing where it is. */
export function KitProblem() {
  const t = words();
  const state = kit.value;
  if (state.status !== 'failed') return null;
  return (
    <div class="problem" role="note" data-testid="kit-problem">
      <p>
        <strong>{t.preview.failed[state.why]}</strong>
      </p>
      {state.why === 'policy' ? (
        <button type="button" onClick={() => location.reload()}>
          {t.preview.reload}
        </button>
      ) : (
        <button type="button" onClick={retryKit}>
          {t.preview.again}
        </button>
      )}
    </div>
  );
}
