declare const secret: unique symbol;

/**
 * A text of this device's owner. It is a string at run time, but not to the compiler: it fits no field of a message,
 * no log line and no error. `reveal` is the one way back, so a search for it finds every reader.
 */
export interface PrivateText {
  readonly [secret]: 'PrivateText';
}

export function conceal(text: string): PrivateText {
  return text as unknown as PrivateText;
}

/** For the tokenizer, the owner's own screen and the owner's own export; for nothing else. */
export function reveal(text: PrivateText): string {
  return text as unknown as string;
}
