/** Milliseconds between two handings over at least: nobody reads figures faster, and each draws the page again. */
const PAUSE = 200;

interface Frames<Item> {
  (item: Item): void;
  /** Drops what waits to be handed over. */
  clear(): void;
}

/**
 * Collects items and hands them over together, with a frame and a few times a second: a worker may report faster than a
 * screen can show, and what drawing takes is lost to the training. The first after a rest comes with the next frame.
 * A hidden page has no frames, so a timer takes over there and nothing piles up.
 */
export function perFrame<Item>(flush: (items: readonly Item[]) => void): Frames<Item> {
  let waiting: Item[] = [];
  let last = Number.NEGATIVE_INFINITY;
  const hand = (): void => {
    const items = waiting;
    waiting = [];
    last = performance.now();
    if (items.length > 0) flush(items);
  };
  const schedule = (): void => {
    let handed = false;
    const once = (): void => {
      if (handed) return;
      handed = true;
      hand();
    };
    requestAnimationFrame(once);
    setTimeout(once, 1000);
  };
  const take = (item: Item): void => {
    waiting.push(item);
    if (waiting.length > 1) return;
    const pause = last + PAUSE - performance.now();
    if (pause > 0) setTimeout(schedule, pause);
    else schedule();
  };
  return Object.assign(take, { clear: () => void (waiting = []) });
}
