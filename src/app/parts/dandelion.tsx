interface DandelionProps {
  /** Seeds on the head, and how many of them are ripe. */
  readonly seeds: number;
  readonly ripe: number;
  /** The ripe seeds are on their way. */
  readonly flying: boolean;
}

const CENTRE = 100;
/** Lengths along a seed's stalk, in the drawing's units. */
const FROM = 15;
const LONG = 74;
/** A crowded head has every second seed nearer to its heart. */
const SHORT = 54;
const CROWDED = 20;

/** A dandelion clock: each seed is a local step, and ripe seeds fly when the round's numbers leave. Decoration. */
export function Dandelion({ seeds, ripe, flying }: DandelionProps) {
  return (
    <svg class={flying ? 'dandelion flying' : 'dandelion'} viewBox="0 0 200 240" aria-hidden="true">
      <path class="stem" d="M100 112c4 40 6 76-6 126" />
      <circle class="heart" cx={CENTRE} cy={CENTRE} r="11" />
      {Array.from({ length: seeds }, (_, i) => (
        // The angle keeps clear of the stem: from 205 degrees round to 155.
        <g key={i} transform={`rotate(${205 + ((i + 0.5) * 310) / seeds} ${CENTRE} ${CENTRE})`}>
          <Seed ripe={i < ripe} length={seeds > CROWDED && i % 2 === 1 ? SHORT : LONG} />
        </g>
      ))}
    </svg>
  );
}

function Seed({ ripe, length }: { ripe: boolean; length: number }) {
  const y = CENTRE - length;
  return (
    <g class={ripe ? 'seed ripe' : 'seed'}>
      <path d={`M${CENTRE} ${CENTRE - FROM}V${y}`} />
      <path class="tuft" d={`M${CENTRE} ${y}l-9 -9m9 9l-4 -13m4 13l4 -13m-4 13l9 -9`} />
      <circle cx={CENTRE} cy={CENTRE - FROM - 2} r="2" />
    </g>
  );
}
