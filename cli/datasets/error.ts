import { UsageError } from '../options.ts';

/** A data set cannot be used. The message names it and says what to do; it never quotes the data. */
export class DatasetError extends UsageError {
  constructor(message: string, cause?: unknown) {
    super(message);
    if (cause !== undefined) this.cause = cause;
  }
}
