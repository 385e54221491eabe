/** What a worker asks its page for, and what it gets. */
export interface Question {
  readonly name: string;
  /** JSON. */
  readonly cell: string;
}

export type Answer = { readonly result: string } | { readonly error: string };
