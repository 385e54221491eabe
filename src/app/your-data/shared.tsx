import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { takeSharedFiles } from '../shared-files.ts';
import { words } from './words/index.ts';

/** Takes in what another app shared with this one. */
export function Shared({ take }: { take: (files: readonly File[]) => void }) {
  const none = useSignal(false);
  useEffect(() => {
    void takeSharedFiles().then((files) => {
      if (files.length > 0) take(files);
      else none.value = true;
    });
  }, []);
  return (
    <p class="muted" role="status">
      {none.value && words().own.noneShared}
    </p>
  );
}
