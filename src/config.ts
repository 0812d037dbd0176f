/**
 * The service's configuration, read from the environment once and checked as a whole:
 * every mistake is listed at once.
 */
import { z } from 'zod';
import type { Problem } from './domain/shared/refusals.ts';
import { DAY_SECONDS } from './domain/shared/units.ts';

/** Shortest secret that is accepted: HS256 needs 32 bytes. */
const SECRET_LENGTH_MIN = 32;

const secret = z
  .string()
  .min(
    SECRET_LENGTH_MIN,
    `has to be at least ${SECRET_LENGTH_MIN} characters of chance, for example from: openssl rand -hex 32`,
  );
const addresses = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .pipe(
    z.array(z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'has to be a list of addresses, separated by commas')),
  );
const wholeNumber = (fallback: number, minimum: number, maximum: number) =>
  z.coerce.number({ error: 'has to be a whole number' }).int().min(minimum).max(maximum).default(fallback);

/** Where the service's own database keeps its data, unless BULWARK_DATA names another folder. */
export const DATA_FOLDER_DEFAULT = '.bulwark/data';

const schema = z.object({
  /** A replica set; without it the service starts a database of its own in BULWARK_DATA. */
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'has to begin with mongodb:// or mongodb+srv://')
    .optional(),
  BULWARK_DATA: z.string().min(1).default(DATA_FOLDER_DEFAULT),
  BULWARK_HOST: z.string().min(1).default('127.0.0.1'),
  BULWARK_PORT: wholeNumber(4000, 0, 65_535),
  BULWARK_PUBLIC_URL: z.url({
    protocol: /^https?$/,
    error: 'has to be the URL that clients reach, for example https://bulwark.example',
  }),
  /** Where other processes of the service reach this one; without it this one takes no forwarded commands. */
  BULWARK_INTERNAL_URL: z.url({ protocol: /^https?$/ }).optional(),
  BULWARK_CHAIN_IDS: z
    .string()
    .default('1')
    .transform((text) => text.split(',').map((part) => Number(part.trim())))
    .pipe(z.array(z.int('has to be a list of chain ids, separated by commas').positive())),
  BULWARK_TOKEN_SECRET: secret,
  /** The key before the present one, accepted until its tokens have run out. */
  BULWARK_TOKEN_SECRET_PREVIOUS: secret.optional(),
  BULWARK_REFRESH_SECRET: secret,
  BULWARK_QUOTE_SECRET: secret,
  BULWARK_FORWARD_SECRET: secret,
  /** Signs the solvency report; without it a key is derived from the quote secret. */
  BULWARK_SIGNING_KEY: z
    .string()
    .regex(/^0x[0-9a-fA-F]{64}$/, 'has to be a private key: 0x and 64 hexadecimal digits')
    .optional(),
  /** What the secrets of webhooks follow from; without it they follow from the quote secret. */
  BULWARK_WEBHOOK_SECRET: secret.optional(),
  /** For sandboxes and tests: webhooks may then reach what stands beside the service, without TLS too. */
  BULWARK_WEBHOOKS_TO_PRIVATE: z
    .enum(['true', 'false'], 'has to be true or false')
    .default('false')
    .transform((text) => text === 'true'),
  BULWARK_OWNERS: addresses,
  BULWARK_CASHIERS: addresses,
  BULWARK_GUARDIANS: addresses,
  BULWARK_GOVERNORS: addresses,
  /** Who governs is set up by these at the first start alone; from then on by proposal. */
  BULWARK_APPROVALS: wholeNumber(1, 1, 10),
  BULWARK_TIMELOCK_SECONDS: wholeNumber(0, 0, 14 * DAY_SECONDS),
  BULWARK_TRUST_PROXY: wholeNumber(0, 0, 10),
  BULWARK_TICK_SECONDS: wholeNumber(15, 1, 600),
  BULWARK_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

type Variables = z.output<typeof schema>;

export interface Config {
  database: { uri: string } | { folder: string };
  host: string;
  port: number;
  publicUrl: string;
  internalUrl: string | null;
  chainIds: number[];
  secrets: { token: string; tokenPrevious: string | null; refresh: string; quote: string; forward: string };
  /** A private key, or null for one that follows from the quote secret. */
  signingKey: string | null;
  /** `secret`: what those of webhooks follow from, or null for the quote secret. */
  webhooks: { secret: string | null; toPrivate: boolean };
  owners: string[];
  cashiers: string[];
  guardians: string[];
  governors: string[];
  governance: { approvalsNeeded: number; timelockSeconds: number };
  trustProxy: number | false;
  tickSeconds: number;
  logLevel: Variables['BULWARK_LOG_LEVEL'];
  /** Test funds, a clock that can be moved, GraphiQL: never from the environment, only from the demo. */
  sandbox: boolean;
}

/** The configuration could not be used; `problems` has every mistake with the name of its variable. */
export class ConfigError extends Error {
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    const lines = problems.map(({ path, message }) => `  ${path} ${message}`);
    super(`The service cannot start with this configuration:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** Reads the configuration. Throws `ConfigError` with every mistake at once. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = schema.safeParse(environment);
  const problems: Problem[] = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({
        path: path[0]?.toString() ?? '',
        message: phrase(message),
      }));
  problems.push(...strangers(environment));
  if (parsed.success) problems.push(...unreachable(parsed.data));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return configOf(parsed.data);
}

function phrase(message: string): string {
  return message.startsWith('Invalid input: expected') && message.endsWith('received undefined')
    ? 'is missing'
    : message;
}

/** Approvals that nobody could give: no proposal would ever pass, not even one that asks for fewer. */
function unreachable({ BULWARK_APPROVALS: needed, BULWARK_GOVERNORS: governors }: Variables): Problem[] {
  const most = Math.max(1, new Set(governors.map((address) => address.toLowerCase())).size);
  if (needed <= most) return [];
  return [
    { path: 'BULWARK_APPROVALS', message: `is ${needed}, and there are ${governors.length} governors` },
  ];
}

/** A misspelt variable would be ignored without a word. */
function strangers(environment: Record<string, string | undefined>): Problem[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith('BULWARK_') && !(name in schema.shape))
    .map((name) => ({
      path: name,
      message: 'is not a variable of this service; see docs/operating/configuration.md',
    }));
}

function configOf(variables: Variables): Config {
  const { MONGODB_URI: uri, BULWARK_TRUST_PROXY: proxies } = variables;
  return {
    database: uri === undefined ? { folder: variables.BULWARK_DATA } : { uri },
    host: variables.BULWARK_HOST,
    port: variables.BULWARK_PORT,
    publicUrl: variables.BULWARK_PUBLIC_URL,
    internalUrl: variables.BULWARK_INTERNAL_URL ?? null,
    chainIds: variables.BULWARK_CHAIN_IDS,
    secrets: {
      token: variables.BULWARK_TOKEN_SECRET,
      tokenPrevious: variables.BULWARK_TOKEN_SECRET_PREVIOUS ?? null,
      refresh: variables.BULWARK_REFRESH_SECRET,
      quote: variables.BULWARK_QUOTE_SECRET,
      forward: variables.BULWARK_FORWARD_SECRET,
    },
    signingKey: variables.BULWARK_SIGNING_KEY ?? null,
    webhooks: {
      secret: variables.BULWARK_WEBHOOK_SECRET ?? null,
      toPrivate: variables.BULWARK_WEBHOOKS_TO_PRIVATE,
    },
    owners: variables.BULWARK_OWNERS,
    cashiers: variables.BULWARK_CASHIERS,
    guardians: variables.BULWARK_GUARDIANS,
    governors: variables.BULWARK_GOVERNORS,
    governance: {
      approvalsNeeded: variables.BULWARK_APPROVALS,
      timelockSeconds: variables.BULWARK_TIMELOCK_SECONDS,
    },
    trustProxy: proxies === 0 ? false : proxies,
    tickSeconds: variables.BULWARK_TICK_SECONDS,
    logLevel: variables.BULWARK_LOG_LEVEL,
    sandbox: false,
  };
}
