import { useSignal } from '@preact/signals';
import { keyFile } from '../../identity/index.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { save } from '../save.ts';
import { Confirm } from './confirm.tsx';
import { type OrganiserKey, checkKey, forgetKey, keyProblem } from './key.ts';
import { words } from './words/index.ts';

/** The key that is here: its public half, whether the relay takes it, and the way to forget it. */
export function KeyCard({ held }: { held: OrganiserKey }) {
  const { key: t } = words();
  const asking = useSignal(false);
  const { publicKey, verdict, kept, seed, identity } = held;
  return (
    <section class="card" aria-labelledby="key">
      <h2 id="key">{t.heading}</h2>
      <KeyFault />
      <p class={verdict === 'right' ? 'good' : verdict === 'unknown' ? '' : 'problem'} data-testid="verdict">
        {t.verdicts[verdict]}
      </p>
      <dl class="pairs">
        <dt>{t.publicKey}</dt>
        <dd>
          <code>{publicKey}</code>
        </dd>
      </dl>
      {verdict !== 'right' && (
        <>
          <p>{t.startWith}</p>
          <pre>npm start -- --organiser {publicKey}</pre>
        </>
      )}
      {seed && <p>{t.saveNow}</p>}
      <p class="muted">{identity.isExtractable ? t.isPlain : t.isLocked}</p>
      {!kept && verdict !== 'wrong' && <p class="problem">{t.notKept}</p>}
      <div class="actions">
        {seed && (
          <button
            type="button"
            class="primary"
            onClick={() => save(new Blob([keyFile(seed)], { type: 'application/x-pem-file' }), 'organiser.key')}
          >
            {t.saveFile}
          </button>
        )}
        <CopyButton label={t.copyPublic} text={() => publicKey} />
        {verdict !== 'right' && (
          <button type="button" class="quiet" onClick={() => void checkKey()}>
            {t.check}
          </button>
        )}
        <button type="button" class="quiet" onClick={() => (asking.value = true)}>
          {t.forget}
        </button>
      </div>
      {asking.value && (
        <Confirm
          {...{ title: t.forgetTitle, text: t.forgetText, yes: t.forgetYes, danger: true }}
          act={async () => {
            if (!(await forgetKey())) throw new Error('The storage of this browser did not answer.');
          }}
          close={() => (asking.value = false)}
        />
      )}
    </section>
  );
}

/** Why what was brought is no key, or not the right one. */
export function KeyFault() {
  const { key: t } = words();
  const problem = keyProblem.value;
  if (!problem) return null;
  return (
    <p class="problem" role="alert">
      {problem.why === 'wrong' ? t.wrongBrought(problem.publicKey.slice(0, 8)) : t.problems[problem.why]}
    </p>
  );
}
