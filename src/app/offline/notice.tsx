import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { home } from '../federations.ts';
import { screen } from '../route.ts';
import { shell, takeNewer } from './shell.ts';
import { words } from './words/index.ts';

/** What concerns the whole page: that it stands alone, or that a newer version has come. Below the content, never over it. */
export function PageNotices() {
  return (
    <div class="page-notices" role="status">
      <Alone />
      <Newer />
    </div>
  );
}

/** Without the relay: what still works. The first screen says so itself. */
function Alone() {
  const t = words();
  const online = useSignal(navigator.onLine);
  useEffect(() => {
    const look = (): void => void (online.value = navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  const unreached = home.value.status === 'failed' && !home.value.reached && screen.value !== 'federation';
  if (online.value && !unreached) return null;
  return (
    <p class="problem" data-testid="alone">
      {online.value ? t.unreached : t.offline} {t.stillWorks}
    </p>
  );
}

function Newer() {
  const t = words();
  if (shell.value.state !== 'newer') return null;
  return (
    <p class="problem newer">
      <span>{t.newer}</span>
      <button type="button" onClick={takeNewer}>
        {t.reload}
      </button>
    </p>
  );
}
