import { useSignal } from '@preact/signals';
import { words } from './words/index.ts';

interface CopyButtonProps {
  readonly label: string;
  /** Asked when the button is pressed. */
  readonly text: () => string;
}

/** Puts text on the clipboard, by the old way too: the new one is missing on http addresses. */
export function CopyButton({ label, text }: CopyButtonProps) {
  const t = words();
  const outcome = useSignal<'copied' | 'failed' | null>(null);
  const copy = async (): Promise<void> => {
    outcome.value = (await write(text())) ? 'copied' : 'failed';
    setTimeout(() => (outcome.value = null), 3000);
  };
  return (
    <button type="button" class="quiet" onClick={() => void copy()}>
      <span aria-live="polite">
        {outcome.value === 'copied' ? t.copied : outcome.value === 'failed' ? t.copyBlocked : label}
      </span>
    </button>
  );
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeBySelection(text);
  }
}

function writeBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'unseen';
  document.body.append(area);
  area.select();
  // oxlint-disable-next-line typescript/no-deprecated -- the only way on http addresses, and every browser has it
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
