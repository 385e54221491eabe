import { useEffect } from 'preact/hooks';
import { home } from '../federations.ts';
import { draft } from './draft.ts';
import { invitation } from '../landing/invitation.ts';
import { NotPrivate } from '../parts/not-private.tsx';
import { addressOf, goTo } from '../route.ts';
import { join, joined } from '../session.ts';
import { type Shape, fitsSamples, misfit, shapeOf } from './shape.ts';
import { chosen, datasets, refreshStorage, storageProblem } from '../storage.ts';
import { OwnData } from './own-data.tsx';
import { Preview } from './preview.tsx';
import { Samples } from './samples.tsx';
import { Storage } from '../settings/storage.tsx';
import { StoredSets } from './stored-sets.tsx';

/** The second screen: which texts this device learns from. */
export function DataScreen() {
  useEffect(() => void refreshStorage(), []);
  const state = home.value;
  if (state.status !== 'ready') {
    return (
      <section class="notice">
        <h1>Your data</h1>
        <p>{state.status === 'failed' ? state.message : 'Asking the relay what this federation needs …'}</p>
        <Storage />
      </section>
    );
  }
  const { id, task, title } = state.federation.manifest;
  const shape = shapeOf(task);
  return (
    <>
      <div class="screen-head">
        <h1>Your data</h1>
        <p class="lead">
          Texts and their labels, for “{title}”. They stay in this browser: training, testing and preview all happen
          here.
        </p>
        <NotPrivate />
      </div>
      {storageProblem.value && (
        <div class="problem" role="alert">
          <p>
            <strong>{storageProblem.value.message}</strong>
          </p>
          <p>{storageProblem.value.remedy}</p>
        </div>
      )}
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

function Start({ federation, shape }: { federation: string; shape: Shape }) {
  const set = datasets.value.find(({ id }) => id === chosen.value);
  const fits = set !== undefined && misfit(set, shape) === null;
  const start = (): void => {
    if (!set) return;
    const { invite, pin } = invitation.peek();
    join({ relay: location.origin, federation, dataset: set.id, invite, pin });
    goTo('live');
  };
  if (joined.value) {
    return (
      <section class="start">
        <p>This device is contributing already. Leave first to change the data.</p>
        <a class="button primary" href={addressOf('live')}>
          Back to the live view
        </a>
      </section>
    );
  }
  return (
    <section class="start">
      <button type="button" class="primary" disabled={!fits} onClick={start}>
        Start contributing
      </button>
      <p class="muted">
        {fits ? `With “${set.name}”. The model is loaded now, then training starts.` : 'Choose a data set first.'}
      </p>
    </section>
  );
}
