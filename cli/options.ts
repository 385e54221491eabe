import { parseArgs } from 'node:util';

/** Wrong words on the command line: printed without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly remedy: string;
  constructor(message: string, remedy = '') {
    super(message);
    this.remedy = remedy;
  }
}

/** One flag. */
export interface Flag {
  /** What its value is called; null for a switch, which takes none and is read as "yes". */
  readonly value: string | null;
  readonly help: string;
}

/**
 * Reads `--name value` flags.
 * @returns the values given; `--help` prints the flags and ends the process
 * @throws UsageError on an unknown flag or a missing value
 */
export function readFlags<Name extends string>(
  command: string,
  about: string,
  flags: Readonly<Record<Name, Flag>>,
  args = process.argv.slice(2),
): Partial<Record<Name, string>> {
  const names = Object.keys(flags) as Name[];
  const options = Object.fromEntries(
    names.map((name) => [name, { type: flags[name].value === null ? ('boolean' as const) : ('string' as const) }]),
  );
  // A command with a word of its own has its dashes already.
  const flagged = (words: string): string =>
    command.includes(' -- ') ? `${command} ${words}` : `${command} -- ${words}`;
  let values: Record<string, string | boolean | undefined>;
  try {
    values = parseArgs({ args, options: { ...options, help: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\nSee ${flagged('--help')}.`);
  }
  if (values['help']) {
    const lines = names.map((name) => `  --${name} ${flags[name].value ?? ''}`.padEnd(30) + flags[name].help);
    console.log([flagged('[flags]'), '', about, '', ...lines].join('\n'));
    process.exit(0);
  }
  const given = Object.entries(values).map(([name, value]) => [name, value === true ? 'yes' : value]);
  return Object.fromEntries(given) as Partial<Record<Name, string>>;
}

/** A whole number within bounds, or the default where the flag was not given. */
export function wholeNumber(
  name: string,
  text: string | undefined,
  fallback: number,
  least: number,
  most: number,
): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

/** A number above 0, or the default where the flag was not given. */
export function positiveNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new UsageError(`--${name} must be a number above 0, not "${text}".`);
  return value;
}

/** One of several words, or the first of them where the flag was not given. */
export function oneOf<Word extends string>(
  name: string,
  text: string | undefined,
  words: readonly [Word, ...Word[]],
): Word {
  if (text === undefined) return words[0];
  const found = words.find((word) => word === text);
  if (!found) throw new UsageError(`--${name} must be one of ${words.join(', ')}, not "${text}".`);
  return found;
}

/** Runs a command: usage errors and expected failures are one line on standard error, without a stack. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof UsageError ? `${message} ${error.remedy}`.trim() : message);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
