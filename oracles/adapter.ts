/**
 * The one interface that a feed integrator implements.
 *
 * A family of feeds is a folder beside this file: it says what its configuration looks like and how to open
 * a source. A source is asked again and again what it has, and answers with observations; whether they count
 * is judged elsewhere, so an adapter reports what it sees, also what looks wrong. It never decides, never
 * retries and never reads the clock: `context.now()` is the only one. Add the family to `registry.ts` when it
 * is done.
 *
 * A worked example: a source that counts up from 1.00, one report a minute.
 *
 * ```ts
 * export const counter = defineFamily({
 *   name: 'counter',
 *   yields: 'OBSERVATIONS',
 *   config: z.strictObject({ startAt: z.int().min(0) }),
 *   open: ({ startAt }, { sourceId, operators: [operator = ''], now }) => ({
 *     async poll({ cursor, until = now() }) {
 *       const observations: RawObservation[] = [];
 *       let round = cursor === null ? 0 : Number(cursor);
 *       for (; startAt + round * 60 <= until; round += 1) {
 *         observations.push({
 *           source: sourceId,
 *           operator,
 *           round: String(round),
 *           value: 100n + BigInt(round),
 *           decimals: 2,
 *           observedAt: startAt + round * 60,
 *           finalized: true,
 *         });
 *       }
 *       const readThrough = { eventTime: until };
 *       return { observations, watch: [], cursor: String(round), readThrough, more: false };
 *     },
 *     async close() {},
 *   }),
 * });
 * ```
 */
import { z } from 'zod';
import type { RawObservation } from '../src/domain/feed/observation.ts';
import type { PushTarget, SentReport } from '../src/domain/feed/sentReport.ts';
import type { Problem } from '../src/domain/shared/refusals.ts';
import type { UnixSeconds } from '../src/domain/shared/units.ts';

export type { RawObservation } from '../src/domain/feed/observation.ts';
export type { PushTarget, SentReport } from '../src/domain/feed/sentReport.ts';

/** What a source is given when it is opened. */
export interface SourceContext {
  /** Goes into every observation as `source`. */
  readonly sourceId: string;
  /** Operators that are registered for this source; a source with one reporter reports as the first. */
  readonly operators: readonly string[];
  /** The clock: real in production, virtual in a replay. */
  now(): UnixSeconds;
  /** Aborted when the process stops: a poll under way ends with the error ABORTED. */
  readonly signal: AbortSignal;
}

export interface PollRequest {
  /** What the last poll answered and was stored; null to start at the beginning. */
  readonly cursor: string | null;
  /** Do not read past this event time (inclusive): virtual time asks for the past step by step. */
  readonly until?: UnixSeconds;
  /** Which branch of a chain that had split is read: see {@link CanonicalBlock}. */
  readonly canonical?: CanonicalBlock | null;
}

/** A final block that was declared to be the chain's, after providers had disagreed about it. */
export interface CanonicalBlock {
  readonly chainId: number;
  readonly block: number;
  readonly hash: string;
}

/** A final block that has two hashes: of two providers, or of the same one at different times. */
export interface ChainSplit {
  readonly chainId: number;
  readonly block: number;
  readonly hashes: readonly [string, string];
}

/** How far a source has been read: nothing at or before `eventTime` can still come from it. */
export interface ReadThrough {
  readonly eventTime: UnixSeconds;
  readonly block?: number;
  readonly blockHash?: string;
}

export interface PollResult {
  /** New since the cursor, oldest first, all of them final. */
  readonly observations: readonly RawObservation[];
  /** All that is known beyond `readThrough` and not final (`finalized: false`), whole each time. */
  readonly watch: readonly RawObservation[];
  /** Text of the adapter's own. The same cursor gives the same observations again: a crash loses nothing. */
  readonly cursor: string;
  /** Null while nothing could be read at all. A feed's slots close only up to the least of its sources. */
  readonly readThrough: ReadThrough | null;
  /** True when a page was cut and the next poll need not wait. */
  readonly more: boolean;
}

/** An open source. Polls do not overlap. */
export interface Source {
  /** Throws {@link SourceError} and nothing else. */
  poll(request: PollRequest): Promise<PollResult>;
  /**
   * Of a source that reads a chain: the hash that its final block of this number has now, or null while there
   * is no such final block. Throws {@link SourceError}. A report of another block is not of this chain.
   */
  finalHash?(block: number, canonical?: CanonicalBlock | null): Promise<string | null>;
  close(): Promise<void>;
}

/** Why a source could not be read, and whether asking again can help. */
const RETRYABLE = {
  UNREACHABLE: true,
  TIMEOUT: true,
  BAD_ANSWER: true,
  ABORTED: false,
  /** The configuration does not fit what is there: wrong chain, no such contract, unreadable file. */
  CONFIG: false,
  /** A final block has two hashes: the feed stops until somebody has declared which one counts. */
  CHAIN_SPLIT: false,
  /** The provider is not on the branch that was declared to count, or not that far yet. */
  OTHER_BRANCH: true,
} as const;

export type SourceErrorCode = keyof typeof RETRYABLE;
/** What is in the way of reading; a split chain is a question of its own. */
export type SourceFaultCode = Exclude<SourceErrorCode, 'CHAIN_SPLIT'>;

/** The only error that a source throws. Its message names no credentials, so it may be shown. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly code: SourceErrorCode;
  readonly retryable: boolean;
  /** What split, for CHAIN_SPLIT and for nothing else. */
  readonly split: ChainSplit | null;

  constructor(code: SourceFaultCode, message: string, cause?: unknown);
  constructor(code: 'CHAIN_SPLIT', message: string, split: ChainSplit);
  constructor(code: SourceErrorCode, message: string, detail?: unknown) {
    const isSplit = code === 'CHAIN_SPLIT';
    super(message, { cause: isSplit ? undefined : detail });
    this.code = code;
    this.retryable = RETRYABLE[code];
    this.split = isSplit ? (detail as ChainSplit) : null;
  }
}

/** An operator and the key that it signs with. */
export interface Signer {
  readonly operator: string;
  readonly key: string;
}

/** The part of a family whose reports are sent to the service instead of being asked for. */
export interface PushIntake {
  /**
   * Finds out whose reports these are, one observation for each, in their order: what is not by its operator
   * has a `fault`. Pure and costly, so it is called with many at once, in a thread of its own.
   */
  verify(config: unknown, target: PushTarget, reports: readonly SentReport[]): Promise<RawObservation[]>;
}

/** One field of a configuration, as the schema describes it. Example: `oracles.operator`. */
export interface ConfigField {
  readonly path: string;
  readonly required: boolean;
  readonly description: string | null;
}

/** A family of feeds as the rest of the product sees it. */
export interface FeedFamily {
  /** Lower case, as it is named in a feed's registration. */
  readonly name: string;
  /** OBSERVATIONS vote with those of other operators; READINGS are agreed values (rows of a replay). */
  readonly yields: 'OBSERVATIONS' | 'READINGS';
  /** Null for a family that is polled. One whose reports are sent to the service is never opened. */
  readonly push: PushIntake | null;
  /** The fields of a configuration, nested ones by their path. */
  fields(): readonly ConfigField[];
  /** What is wrong with a configuration; empty when a source can be opened with it. */
  problems(config: unknown): Problem[];
  /** The keys that a configuration registers; none for families without keys, or when it has problems. */
  signers(config: unknown): readonly Signer[];
  /** Opens a source without touching the network or a file. Throws SourceError CONFIG. */
  open(config: unknown, context: SourceContext): Source;
}

interface FamilyDefinition<Schema extends z.ZodType> {
  readonly name: string;
  readonly yields: FeedFamily['yields'];
  /** Describe every field: the description is the integrator's reference. */
  readonly config: Schema;
  /** Who reports under which key, where the configuration registers keys. */
  readonly signers?: (config: z.output<Schema>) => readonly Signer[];
  readonly open: (config: z.output<Schema>, context: SourceContext) => Source;
}

/** Turns a definition into a family that checks its own configuration. */
export function defineFamily<Schema extends z.ZodType>(definition: FamilyDefinition<Schema>): FeedFamily {
  const { name, yields, open } = definition;
  const { parse, ...checked } = checkedBy(definition);
  const opened: FeedFamily['open'] = (config, context) => open(parse(config), context);
  return { name, yields, push: null, ...checked, open: opened };
}

interface PushFamilyDefinition<Schema extends z.ZodType>
  extends Pick<FamilyDefinition<Schema>, 'name' | 'config'> {
  readonly signers: (config: z.output<Schema>) => readonly Signer[];
  /** See {@link PushIntake}. */
  readonly verify: (
    config: z.output<Schema>,
    target: PushTarget,
    reports: readonly SentReport[],
  ) => Promise<RawObservation[]>;
}

/** The same for a family whose reports are sent to the service. */
export function definePushFamily<Schema extends z.ZodType>(
  definition: PushFamilyDefinition<Schema>,
): FeedFamily {
  const { name, verify } = definition;
  const { parse, ...checked } = checkedBy(definition);
  return {
    name,
    yields: 'OBSERVATIONS',
    push: { verify: async (config, target, reports) => verify(parse(config), target, reports) },
    ...checked,
    open() {
      throw new SourceError('CONFIG', `Reports of ${name} are sent to the service: there is nothing to ask.`);
    },
  };
}

/** What every family does with its configuration. */
function checkedBy<Schema extends z.ZodType>({
  name,
  config: schema,
  signers = () => [],
}: Pick<FamilyDefinition<Schema>, 'name' | 'config' | 'signers'>) {
  const problems = (config: unknown): Problem[] => {
    const parsed = schema.safeParse(config);
    if (parsed.success) return [];
    return parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  };
  return {
    fields: () => fieldsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })),
    problems,
    signers(config: unknown): readonly Signer[] {
      const parsed = schema.safeParse(config);
      return parsed.success ? signers(parsed.data) : [];
    },
    parse(config: unknown): z.output<Schema> {
      const parsed = schema.safeParse(config);
      if (parsed.success) return parsed.data;
      const listed = problems(config).map(({ path, message }) => `${path || 'config'}: ${message}`);
      throw new SourceError('CONFIG', `The configuration of ${name} is wrong: ${listed.join('; ')}`);
    },
  };
}

type JsonSchema = Pick<z.core.JSONSchema.JSONSchema, 'properties' | 'required' | 'items' | 'description'>;

function fieldsOf({ properties = {}, required = [] }: JsonSchema, above = ''): ConfigField[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    if (typeof property === 'boolean') return [];
    const path = `${above}${name}`;
    const field = { path, required: required.includes(name), description: property.description ?? null };
    const inner = (property.type === 'array' ? property.items : property) as JsonSchema | undefined;
    return [field, ...fieldsOf(inner ?? {}, `${path}.`)];
  });
}
