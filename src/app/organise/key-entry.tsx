import { useSignal } from '@preact/signals';
import { KeyFault } from './key-card.tsx';
import { bringFile, makeKey } from './key.ts';
import { words } from './words/index.ts';

/** No key's file is longer; somebody may choose a film by mistake. */
const LONGEST = 100_000;

/** The ways to a key: the relay's link, a file, or a new one. */
export function KeyEntry() {
  const { key: t } = words();
  const pasted = useSignal('');
  return (
    <section class="card" aria-labelledby="bring">
      <h2 id="bring">{t.bring}</h2>
      <p>{t.intro}</p>
      <KeyFault />
      <h3>{t.linkHeading}</h3>
      <p>{t.link}</p>
      <pre>npm run organise -- link</pre>
      <h3>{t.fileHeading}</h3>
      <p>{t.file}</p>
      <label class="drop key-file">
        <span>{t.choose}</span>
        <input
          type="file"
          accept=".key,.pem,.txt,application/x-pem-file"
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            currentTarget.value = '';
            if (file) void file.slice(0, LONGEST).text().then(bringFile);
          }}
        />
      </label>
      <details>
        <summary>{t.paste}</summary>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void bringFile(pasted.peek());
            pasted.value = '';
          }}
        >
          <textarea
            aria-label={t.paste}
            rows={4}
            autocomplete="off"
            spellcheck={false}
            placeholder="-----BEGIN PRIVATE KEY-----"
            value={pasted}
            onInput={({ currentTarget }) => (pasted.value = currentTarget.value)}
          />
          <button type="submit">{t.use}</button>
        </form>
      </details>
      <h3>{t.makeHeading}</h3>
      <p>{t.make}</p>
      <button type="button" onClick={() => void makeKey()}>
        {t.makeButton}
      </button>
    </section>
  );
}
