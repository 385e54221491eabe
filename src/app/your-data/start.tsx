import { invitation } from '../landing/invitation.ts';
import { addressOf, goTo } from '../route.ts';
import { join, joined } from '../session.ts';
import { chosen, datasets } from '../storage.ts';
import { type Shape, canTrain, misfit } from './shape.ts';
import { words } from './words/index.ts';

/** The way on, always at hand. */
export function Start({ federation, shape }: { federation: string; shape: Shape }) {
  const t = words();
  const set = datasets.value.find(({ id }) => id === chosen.value);
  const fits = set !== undefined && misfit(set, shape) === null;
  const trains = fits && canTrain(set);
  const start = (): void => {
    if (!set) return;
    const { invite, pin } = invitation.peek();
    join({ relay: location.origin, federation, dataset: set.id, invite, pin });
    goTo('live');
  };
  if (joined.value) {
    return (
      <section class="start">
        <p>{t.contributing}</p>
        <a class="button primary" href={addressOf('live')}>
          {t.backToLive}
        </a>
      </section>
    );
  }
  return (
    <section class="start">
      <button type="button" class="primary" disabled={!trains} onClick={start}>
        {t.start}
      </button>
      <p class="muted">{trains ? t.startWith(set.name) : fits ? t.labelFirst(set.name) : t.chooseFirst}</p>
    </section>
  );
}
