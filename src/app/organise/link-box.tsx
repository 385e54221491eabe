import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CopyButton } from '../parts/copy-button.tsx';
import { words } from './words/index.ts';

interface LinkBoxProps {
  readonly link: string;
  /** On the button that copies it. */
  readonly copy: string;
}

/** A link to pass on: as text, on the clipboard, and as a code for a phone's camera. */
export function LinkBox({ link, copy }: LinkBoxProps) {
  const { share: t } = words();
  const code = useSignal<string | null>(null);
  useEffect(() => {
    // Drawn by code that is loaded then; without it the link is there as text.
    void import('uqr').then(
      ({ renderSVG }) => (code.value = `data:image/svg+xml,${encodeURIComponent(renderSVG(link, { border: 2 }))}`),
      () => {},
    );
  }, [link]);
  return (
    <div class="share-link">
      {code.value && <img src={code.value} width="148" height="148" alt={t.code(link)} />}
      <div>
        <p>
          <code class="link">{link}</code>
        </p>
        <CopyButton label={copy} text={() => link} />
      </div>
    </div>
  );
}

const LOCAL: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Whether this page's address works on this machine alone. */
export function isLocal(): boolean {
  return LOCAL.includes(location.hostname);
}
