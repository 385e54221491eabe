import path from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';

const whole = (minimum: number, maximum: number) =>
  v.pipe(v.string(), v.regex(/^\d+$/, 'a whole number'), v.transform(Number), v.minValue(minimum), v.maxValue(maximum));

const configSchema = v.object({
  /** 0: any that is free. */
  port: whole(0, 65_535),
  host: v.pipe(v.string(), v.minLength(1)),
  /** Directory of the log and the snapshots. */
  data: v.pipe(
    v.string(),
    v.minLength(1),
    v.transform((directory) => path.resolve(directory)),
  ),
  'log-level': v.picklist(['fatal', 'error', 'warn', 'info', 'debug', 'silent']),
  /** Origins of other hosts whose pages may connect. */
  origins: v.pipe(
    v.string(),
    v.transform((list) => list.split(',').flatMap((origin) => origin.trim() || [])),
    v.array(v.pipe(v.string(), v.regex(/^https?:\/\/[^/]+$/, 'origins such as https://example.org'))),
  ),
  /** Manifests of the federations; the default one where there is none. */
  manifest: v.pipe(
    v.string(),
    v.transform((list) => list.split(',').flatMap((file) => file.trim() || [])),
  ),
  /** A folder that is served behind the page's own, for models that manifests name. */
  folder: v.string(),
  /** Headless volunteers on sample data to start along. */
  volunteers: whole(0, 64),
});

export type Config = v.InferOutput<typeof configSchema>;

const DEFAULTS: Readonly<Record<keyof Config, string>> = {
  port: '8787',
  host: '0.0.0.0',
  data: './data',
  'log-level': 'info',
  origins: '',
  manifest: '',
  folder: '',
  volunteers: '0',
};

const HELP = `npm start -- [flags]

  --port N          port to listen on (8787; 0: any that is free)
  --host ADDRESS    address to listen on (0.0.0.0: reachable from the local network)
  --data DIR        directory of the log and the snapshots (./data)
  --log-level L     fatal, error, warn, info, debug or silent (warn in a terminal, else info)
  --origins LIST    origins of other hosts whose pages may connect, with commas between (none)
  --manifest LIST   files of manifests, with commas between: the federations to run (the built-in one)
  --folder DIR      a folder to serve besides the page, with the models of those manifests (none)
  --volunteers N    headless volunteers on sample data to start along (0)

Each flag can be given in the environment too: --log-level as DANDELION_LOG_LEVEL.`;

/** Flags or environment that cannot be used: what is wrong, and the help. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * The relay's settings: flags before environment before defaults.
 * @returns the help text when it is asked for
 * @throws ConfigError
 */
export function readConfig(
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Config | string {
  const names = Object.keys(DEFAULTS);
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({ args: [...flags], options: { ...options, help: { type: 'boolean', short: 'h' } } }));
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`, { cause: error });
  }
  if (values['help']) return HELP;
  const given = names.map((name) => {
    const variable = environment[`DANDELION_${name.toUpperCase().replaceAll('-', '_')}`];
    return [name, values[name] ?? variable];
  });
  const known = given.filter(([, value]) => value !== undefined);
  const result = v.safeParse(configSchema, { ...DEFAULTS, ...Object.fromEntries(known) });
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `--${String(issue.path?.[0].key)}: ${issue.message}`);
  throw new ConfigError(`${faults.join('\n')}\n\n${HELP}`);
}
