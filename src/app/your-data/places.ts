import { addressOf, place } from '../route.ts';

/** Where on the data screen somebody is: the address says it, so that a reload comes back to it. */
export type DataPlace =
  | { readonly name: 'sets' | 'shared' }
  | { readonly name: 'table' | 'label'; readonly dataset: number };

export function dataPlace(): DataPlace {
  const [name, id = ''] = place.value.split('/');
  if ((name === 'table' || name === 'label') && /^\d+$/.test(id)) return { name, dataset: Number(id) };
  return { name: name === 'shared' ? name : 'sets' };
}

export function addressOfPlace(to: DataPlace): string {
  const base = addressOf('data');
  switch (to.name) {
    case 'sets':
      return base;
    case 'shared':
      return `${base}/shared`;
    case 'table':
    case 'label':
      return `${base}/${to.name}/${to.dataset}`;
    default:
      return to satisfies never;
  }
}

export function goToPlace(to: DataPlace): void {
  location.hash = addressOfPlace(to);
}

/** Another place is another page for who reads or listens: it begins at its top. */
export function atTheTop(): void {
  scrollTo(0, 0);
  document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
}
