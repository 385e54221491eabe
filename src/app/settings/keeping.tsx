import { useSignal } from '@preact/signals';
import { installation } from '../offline/install.ts';
import { askToKeep, datasets, storageUse } from '../storage.ts';
import { words } from './words/storage/index.ts';

/** Whether the browser keeps what is here, and what to do where it may not. */
export function Keeping() {
  const t = words();
  const outcome = useSignal<'refused' | 'impossible' | null>(null);
  const persisted = storageUse.value?.persisted ?? null;
  const installed = installation() === 'installed';
  const ask = async (): Promise<void> => {
    const kept = await askToKeep();
    outcome.value = kept === null ? 'impossible' : kept ? null : 'refused';
  };
  return (
    <>
      <h3>{t.kept}</h3>
      <p data-testid="kept">{persisted ? t.keptForGood : t.keptWhileRoom}</p>
      {!persisted && isSafari() && <p>{installed ? t.safariInstalled : t.safari}</p>}
      {!persisted && datasets.value.some(({ source }) => !source.startsWith('sample:')) && <p>{t.export}</p>}
      {persisted === false && (
        <button type="button" onClick={() => void ask()}>
          {t.askToKeep}
        </button>
      )}
      <p class="muted" role="status">
        {persisted === null ? t.askImpossible : outcome.value === 'refused' ? t.askRefused : ''}
      </p>
    </>
  );
}

/** Safari and every browser of iOS, which are Safari inside. Chromium's names have WebKit's for old times' sake. */
function isSafari(): boolean {
  return /AppleWebKit/.test(navigator.userAgent) && !/Chrome|Chromium|Edg\//.test(navigator.userAgent);
}
