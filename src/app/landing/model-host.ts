import type { Manifest } from '../../protocol/index.ts';

/** Another place than this relay, which the model is loaded from and which learns who loads it; null where none is. */
export function modelHost({ model }: Manifest, page = document.baseURI): string | null {
  const { host, origin } = new URL(model.location, page);
  return origin === new URL(page).origin ? null : host;
}
