/** A response's body as an iterable; Safari's streams are none by themselves. Cancelled when nobody reads on. */
export async function* readChunks<Bytes extends Uint8Array>(body: ReadableStream<Bytes>): AsyncGenerator<Bytes, void> {
  const reader = body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader.cancel().catch(() => {});
  }
}
