/** To be filled. */
export function SettingsScreen() {
  return (
    <section>
      <h1>Settings</h1>
    </section>
  );
}
