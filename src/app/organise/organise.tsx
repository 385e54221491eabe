/** To be filled. */
export function OrganiseScreen() {
  return (
    <section>
      <h1>Organise</h1>
    </section>
  );
}
