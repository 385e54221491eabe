/**
 * Where a share lies with 95 % confidence, seen `right` times in `count`. Source: Wilson 1927, "Probable inference, the law
 * of succession, and statistical inference" (JASA 22); it does not leave [0, 1] where few were counted.
 */
export function interval(right: number, count: number): readonly [from: number, to: number] {
  if (count === 0) return [0, 1];
  const z = 1.959_964;
  const share = right / count;
  const middle = share + z ** 2 / (2 * count);
  const half = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  const scale = 1 + z ** 2 / count;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}
