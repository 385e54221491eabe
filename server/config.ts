import path from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { type Limits, defaultLimits } from './sockets/index.ts';

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
  /** Address of a PostgreSQL database for the log; '' for SQLite in the directory. */
  database: v.pipe(
    v.string(),
    v.regex(/^(?:postgres(?:ql)?:\/\/.+)?$/, 'an address such as postgres://USER@HOST/NAME'),
  ),
  /** A folder, or s3://BUCKET/PREFIX; '' for the directory's own. */
  snapshots: v.string(),
  'log-level': v.picklist(['fatal', 'error', 'warn', 'info', 'debug', 'silent']),
  /** Origins of other hosts whose pages may connect. */
  origins: v.pipe(
    v.string(),
    v.transform((list) => list.split(',').flatMap((origin) => origin.trim() || [])),
    v.array(v.pipe(v.string(), v.regex(/^https?:\/\/[^/]+$/, 'origins such as https://example.org'))),
  ),
  /** Trusted reverse proxies in front. */
  proxies: whole(0, 16),
  /** The organiser's public key; '' for the one of the data directory. */
  organiser: v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{64})?$/, 'a public key as 64 hexadecimal digits')),
  /** Clients at the same time, those of one address, and new ones of an address in a minute and of all in a second. */
  'max-clients': whole(1, 1_000_000),
  'max-clients-per-address': whole(1, 1_000_000),
  'joins-per-minute': whole(1, 1_000_000),
  'joins-per-second': whole(1, 1_000_000),
  /** Mebibytes that wait to be sent to all clients together. */
  'send-memory': whole(1, 1_000_000),
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
  database: '',
  snapshots: '',
  'log-level': 'info',
  origins: '',
  proxies: '0',
  organiser: '',
  'max-clients': String(defaultLimits.clients),
  'max-clients-per-address': String(defaultLimits.socketsPerAddress),
  'joins-per-minute': String(defaultLimits.connectionsPerMinute),
  'joins-per-second': String(defaultLimits.connectionsPerSecond),
  'send-memory': String(defaultLimits.unsentTotal >> 20),
  manifest: '',
  folder: '',
  volunteers: '0',
};

const HELP = `npm start -- [flags]

  --port N          port to listen on (8787; 0: any that is free)
  --host ADDRESS    address to listen on (0.0.0.0: reachable from the local network)
  --data DIR        directory of the log and the snapshots (./data)
  --database URL    PostgreSQL database of the log, which several relays may share: see docs/DEPLOY.md (SQLite in DIR);
                    better given as DATABASE_URL, as it has a password in it
  --snapshots WHERE a folder, or s3://BUCKET/PREFIX with the keys in AWS_ACCESS_KEY_ID, ... (DIR/snapshots)
  --log-level L     fatal, error, warn, info, debug or silent (warn in a terminal, else info)
  --origins LIST    origins of other hosts whose pages may connect, with commas between (none)
  --manifest LIST   files of manifests, with commas between: the federations to run (the built-in one)
  --proxies N       trusted reverse proxies in front; each adds to X-Forwarded-For whom it serves (0: it is not read)
  --organiser KEY   public key of who may give commands: 64 hexadecimal digits (that of DIR/organiser.key, which is
                    made where it is missing; none with a database); see docs/ORGANISER.md
  --folder DIR      a folder to serve besides the page, with the models of those manifests (none)
  --volunteers N    headless volunteers on sample data to start along (0)

  --max-clients N               clients at the same time (${DEFAULTS['max-clients']})
  --max-clients-per-address N   clients of one address, or of one /64 of IPv6 (${DEFAULTS['max-clients-per-address']})
  --joins-per-minute N          new connections of one address in a minute (${DEFAULTS['joins-per-minute']})
  --joins-per-second N          new connections of everybody in a second; the others come back later (${DEFAULTS['joins-per-second']})
  --send-memory MIB             memory for what slow clients have yet to take, all together (${DEFAULTS['send-memory']})

Each flag can be given in the environment too: --log-level as DANDELION_LOG_LEVEL.`;

/** Names of all flags. */
export const FLAGS: readonly string[] = Object.keys(DEFAULTS);

/** The variable that stands for a flag. */
export function variableOf(flag: string): string {
  // As everywhere that a program is given a database.
  return flag === 'database' ? 'DATABASE_URL' : `DANDELION_${flag.toUpperCase().replaceAll('-', '_')}`;
}

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
  const options = Object.fromEntries(FLAGS.map((name) => [name, { type: 'string' } as const]));
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({ args: [...flags], options: { ...options, help: { type: 'boolean', short: 'h' } } }));
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`, { cause: error });
  }
  if (values['help']) return HELP;
  const given = FLAGS.map((name) => {
    return [name, values[name] ?? environment[variableOf(name)]];
  });
  const known = given.filter(([, value]) => value !== undefined);
  const result = v.safeParse(configSchema, { ...DEFAULTS, ...Object.fromEntries(known) });
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `--${String(issue.path?.[0].key)}: ${issue.message}`);
  throw new ConfigError(`${faults.join('\n')}\n\n${HELP}`);
}

/** Those limits that an organiser sets. */
export function limitsOf(config: Config): Partial<Limits> {
  return {
    clients: config['max-clients'],
    socketsPerAddress: config['max-clients-per-address'],
    connectionsPerMinute: config['joins-per-minute'],
    connectionsPerSecond: config['joins-per-second'],
    unsentTotal: config['send-memory'] * 2 ** 20,
  };
}
