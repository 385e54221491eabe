/** Anything with the number of its class, such as an example. */
export interface Labelled {
  readonly label: number;
}

/** Items by class, each class in the order given. @param count of classes; left out, as many as occur */
export function byClass<T extends Labelled>(items: readonly T[], count = 0): T[][] {
  const classes = Array.from(
    { length: items.reduce((most, { label }) => Math.max(most, label + 1), count) },
    (): T[] => [],
  );
  for (const item of items) classes[item.label]!.push(item);
  return classes;
}

/** The row of figures that every accuracy is read beside: the commonest class and its share; the first one of a tie. */
export function majority(items: readonly Labelled[]): { readonly label: number; readonly share: number } {
  const counts = byClass(items).map(({ length }) => length);
  const most = Math.max(0, ...counts);
  return { label: Math.max(0, counts.indexOf(most)), share: items.length === 0 ? 0 : most / items.length };
}
