import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { CopyButton } from '../parts/copy-button.tsx';
import { diagnostics } from './diagnostics.ts';
import { words } from './words/index.ts';
import './trouble.css';

/** What helps to find a fault, to be looked at and copied. */
export function Diagnostics() {
  const t = words();
  const id = useId();
  const text = useSignal('');
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{t.diagnostics}</h2>
      <p>{t.diagnosticsLead}</p>
      <p class="actions">
        <CopyButton label={t.copy} text={diagnostics} />
      </p>
      <details onToggle={(event) => (text.value = event.currentTarget.open ? diagnostics() : '')}>
        <summary>{t.show}</summary>
        <textarea
          class="diagnostics"
          data-testid="diagnostics"
          readOnly
          rows={16}
          aria-label={t.text}
          value={text.value}
        />
      </details>
    </section>
  );
}
