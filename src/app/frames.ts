/**
 * Collects items and hands them over together, once a frame: a worker may report faster than a screen can show.
 * A hidden page has no frames, so a timer takes over there and nothing piles up.
 */
export function perFrame<Item>(flush: (items: readonly Item[]) => void): (item: Item) => void {
  let waiting: Item[] = [];
  const hand = (): void => {
    const items = waiting;
    waiting = [];
    flush(items);
  };
  return (item) => {
    waiting.push(item);
    if (waiting.length > 1) return;
    let handed = false;
    const once = (): void => {
      if (handed) return;
      handed = true;
      hand();
    };
    requestAnimationFrame(once);
    setTimeout(once, 1000);
  };
}
