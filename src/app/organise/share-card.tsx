import type { Manifest } from '../../protocol/index.ts';
import { LinkBox, isLocal } from './link-box.tsx';
import { words } from './words/index.ts';

/** The federation's own link, for whoever may join. */
export function ShareCard({ manifest: { id, access } }: { manifest: Manifest }) {
  const { share: t } = words();
  return (
    <section class="card" aria-labelledby="share">
      <h2 id="share">{t.heading}</h2>
      <p>{access === 'invite' ? t.byInvitation : t.link}</p>
      {isLocal() && <p class="problem">{t.local}</p>}
      <LinkBox link={`${location.origin}/?federation=${id}`} copy={t.copy} />
    </section>
  );
}
