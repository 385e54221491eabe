/** The project's sign: a dandelion clock, one seed on its way. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 64 64" aria-hidden="true">
      <path class="stem" d="M27 36c1 8 1 14-2 24" />
      <path d="M27 30V9M27 30 13 16M27 30 6 30M27 30 41 16M27 30 14 43M27 30l15 11" />
      <path d="m23 8 4 2 4-2M10 18l4-2v-4M5 26l1 4-1 4M39 12v4l4 1" />
      <path class="leaving" d="M45 30 56 24M53 20l3 4 4 3" />
      <circle cx="27" cy="30" r="5.5" />
    </svg>
  );
}
