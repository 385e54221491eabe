import { useEffect } from 'preact/hooks';
import { home } from '../federations.ts';
import { NotPrivate } from '../parts/not-private.tsx';
import { addressOf } from '../route.ts';
import { Storage } from '../settings/storage.tsx';
import { refreshStorage } from '../storage.ts';
import { draft, readFiles } from './draft.ts';
import { Editor } from './editor.tsx';
import { Labelling } from './labelling.tsx';
import { OwnData } from './own-data.tsx';
import { atTheTop, dataPlace } from './places.ts';
import { Preview } from './preview.tsx';
import { Samples } from './samples.tsx';
import { type Shape, fitsSamples, shapeOf } from './shape.ts';
import { Shared } from './shared.tsx';
import { Start } from './start.tsx';
import { StorageProblem } from '../trouble/problems.tsx';
import { StoredSets } from './stored-sets.tsx';
import { words } from './words/index.ts';
import './your-data.css';

/** The second screen: which texts this device learns from, and in it the table of a data set and its labelling. */
export function DataScreen() {
  useEffect(() => void refreshStorage(), []);
  const at = dataPlace();
  switch (at.name) {
    case 'table':
      return <Editor key={at.dataset} dataset={at.dataset} />;
    case 'label':
      return <Labelling key={at.dataset} dataset={at.dataset} />;
    case 'sets':
    case 'shared':
      return <Sets isShared={at.name === 'shared'} />;
    default:
      return at satisfies never;
  }
}

function Sets({ isShared }: { isShared: boolean }) {
  useEffect(atTheTop, []);
  const state = home.value;
  const t = words();
  if (state.status !== 'ready') {
    return (
      <section class="notice">
        <h1>{t.title}</h1>
        <p>{state.status === 'failed' ? state.message : t.asking}</p>
        <Storage />
      </section>
    );
  }
  const { id, task, title } = state.federation.manifest;
  const shape = shapeOf(task);
  return (
    <>
      <div class="screen-head">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead(title)}</p>
        <NotPrivate />
      </div>
      <StorageProblem urgent />
      {isShared && <Shared take={(files) => take(files, shape)} />}
      <div class="columns">
        <div class="stack">
          {fitsSamples(shape) && <Samples shape={shape} />}
          <OwnData shape={shape} />
          {draft.value && <Preview draft={draft.value} shape={shape} />}
        </div>
        <div class="stack">
          <StoredSets shape={shape} />
          <Storage />
        </div>
      </div>
      <Start federation={id} shape={shape} />
    </>
  );
}

/** The address forgets that files were shared: they are taken in once. */
function take(files: readonly File[], shape: Shape): void {
  history.replaceState(null, '', addressOf('data'));
  void readFiles(files, shape);
}
