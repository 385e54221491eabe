/**
 * The result of a request once its transaction is on disk. Where the transaction fails, its own error counts:
 * the request only says that it was aborted, and not that the storage is full.
 */
export async function committed<T>(transaction: { readonly done: Promise<void> }, request: Promise<T>): Promise<T> {
  const [result] = await Promise.allSettled([request, transaction.done]);
  await transaction.done;
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
