import { formatSeed } from '../format.ts';
import { Dandelion } from '../parts/dandelion.tsx';

/** Numbers of the size that a step sends, for the drawing alone. */
const NUMBERS = [0.31, -1.72, 4.08, -0.96, 2.15, -3.4];

/** The idea as a drawing: what flies from the flower are small numbers. Decoration; the text beside it says the same. */
export function Hero() {
  return (
    <div class="hero-art" aria-hidden="true">
      <Dandelion seeds={26} ripe={26} flying={false} />
      {NUMBERS.map((number, i) => (
        <span key={number} class={`afloat afloat-${i + 1}`}>
          <svg viewBox="0 0 40 24">
            <path d="M2 22 26 10M26 10l-1 -8m1 8l7 -6m-7 6l9 1" />
          </svg>
          {formatSeed(number)}
        </span>
      ))}
    </div>
  );
}
