/** To be filled. */
export function ResultScreen() {
  return (
    <section>
      <h1>Result</h1>
    </section>
  );
}
