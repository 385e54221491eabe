/** A model's files cannot be used. The message says which file or tensor, why, and what to do. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}
