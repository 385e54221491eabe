/** Saves a file under a name, where this browser keeps downloads. */
export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser may ask where to, and a phone takes a while to copy a large file.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
