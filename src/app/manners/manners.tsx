import { MannersForm } from './form.tsx';
import { words } from './words/index.ts';

/** When and how hard this device computes, as a card. */
export function Manners() {
  const t = words();
  return (
    <section class="card" id="manners" aria-labelledby="manners-title">
      <h2 id="manners-title">{t.title}</h2>
      <p class="muted">{t.lead}</p>
      <MannersForm of="settings" />
    </section>
  );
}
