/** To be filled. */
export function CreateScreen() {
  return (
    <section>
      <h1>New federation</h1>
    </section>
  );
}
