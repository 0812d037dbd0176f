/** Reads an evidence bundle: its shape, piece by piece, so that whatever is wrong is named by its path. */
import { z } from 'zod';
import { BUNDLE_FORMAT, type EvidenceBundle } from '../../domain/evidence/bundle.ts';
import type { Difference } from '../../domain/evidence/difference.ts';
import { REJECTION_REMEDIES, type RejectionReason } from '../../domain/feed/rejection.ts';
import { CHALLENGE_RULES } from '../../domain/incident/challenge.ts';
import { DECIMALS_MAX, FEED_OPERATORS_MAX, ROUND_DIGITS_MAX } from '../../domain/shared/limits.ts';
import { DAY_SECONDS } from '../../domain/shared/units.ts';

const REASONS = Object.keys(REJECTION_REMEDIES) as [RejectionReason, ...RejectionReason[]];

const seconds = z.int();
const duration = z
  .int()
  .min(0)
  .max(366 * DAY_SECONDS);
const digits = z.string().regex(/^-?\d{1,200}$/, 'is not digits');
/** As the canonical text writes a bigint. */
const integer = z
  .string()
  .regex(/^(0|-?[1-9]\d{0,199})n$/, 'is not an integer')
  .transform((text) => BigInt(text.slice(0, -1)));
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a hash');
const round = z.string().regex(new RegExp(`^\\d{1,${ROUND_DIGITS_MAX}}$`), 'is not a round');

const reading = z.strictObject({ at: seconds, value: integer });
const feedReading = z.strictObject({ at: seconds, value: integer, votes: z.array(z.string()) });
const rejection = { reason: z.enum(REASONS), limit: z.string(), actual: z.string() };

const earlier = z.strictObject({
  round,
  observedAt: seconds,
  blockNumber: z.int().optional(),
  blockHash: z.string().optional(),
  signature: z.string().optional(),
  digest: z.string().optional(),
});

const observation = z.strictObject({
  source: z.string(),
  operator: z.string(),
  round,
  value: digits,
  decimals: z.int().min(0),
  observedAt: seconds,
  publishedAt: seconds.optional(),
  blockNumber: z.int().optional(),
  blockHash: z.string().optional(),
  signature: z.string().optional(),
  digest: z.string().optional(),
  finalized: z.boolean(),
  bounds: z.strictObject({ minimum: digits, maximum: digits }).optional(),
  confidence: digits.optional(),
  sequencer: z.strictObject({ up: z.boolean(), since: seconds }).optional(),
  facts: z.record(z.string(), z.string()).optional(),
  fault: z
    .strictObject({ reason: z.enum(REASONS), actual: z.string(), limit: z.string().optional() })
    .optional(),
  key: z.string(),
  receivedAt: seconds,
  watermark: seconds.nullable(),
  earlier: earlier.nullable(),
  accepted: z.boolean(),
  vote: z.strictObject({ value: integer, freshUntil: seconds }).nullable(),
  rejection: z.strictObject(rejection).nullable(),
});

const closing = z.strictObject({
  hash,
  previous: hash,
  throughSlot: seconds,
  readings: z.array(feedReading),
  missed: z.array(
    z.strictObject({ at: seconds, reason: z.enum(['NO_QUORUM', 'TOO_MANY_OUTLIERS', 'SPREAD']) }),
  ),
  verdicts: z.array(z.strictObject({ key: z.string(), at: seconds, ...rejection })),
  terms: z.strictObject({
    quorum: z.int().min(1).max(FEED_OPERATORS_MAX),
    repeatSeconds: duration,
    levels: z.strictObject({ strikes: z.array(integer), others: z.array(integer) }),
  }),
  registration: hash,
  foldState: hash,
  checkpoint: z
    .strictObject({
      foldState: hash,
      ruleStates: z.array(z.strictObject({ productId: z.string(), ruleState: hash })),
    })
    .nullable(),
  observations: z.array(observation),
});

const voice = z.strictObject({
  key: z.string(),
  source: z.string(),
  operator: z.string(),
  round,
  value: integer,
  observedAt: seconds,
  freshUntil: seconds,
  outlier: z.boolean(),
});

const slotSum = z.strictObject({ slot: seconds, sum: integer });
const run = z.strictObject({
  first: seconds,
  slots: z.int().min(1),
  firstIndex: z.int(),
  linkSeconds: z.int().min(0),
  before: slotSum.nullable(),
});

const ruleState = z.strictObject({
  nextSlot: seconds,
  slots: z.int().min(0),
  indeterminate: z.int().min(0),
  readings: z.array(reading),
  lastDeterminate: slotSum.nullable(),
  recoveredSlots: z.int().min(0),
  recoveryAwaited: z.boolean(),
  openSet: z.strictObject({
    runs: z.array(run),
    countedSeconds: z.int().min(0),
    lows: z.array(z.strictObject({ first: seconds, last: seconds, sum: integer, slope: integer })),
  }),
  incident: z
    .strictObject({
      breachStart: seconds,
      confirmedAt: seconds,
      lowestSum: integer,
      slots: z.int().min(0),
      determinate: z.int().min(0),
    })
    .nullable(),
});

const rule = z.strictObject({
  strike: integer,
  recovery: integer,
  watch: integer,
  holdSeconds: duration,
  windowSeconds: duration,
  recoveryHoldSeconds: duration,
  maxGapSeconds: duration,
  lookbackSeconds: duration,
  slotSeconds: duration,
  settlementSeconds: duration,
  settlementMaxSeconds: duration,
  payout: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('BINARY') }),
    z.strictObject({ kind: z.literal('LINEAR'), attach: integer, exhaust: integer }),
    z.strictObject({
      kind: z.literal('TIERED'),
      tiers: z.array(z.strictObject({ threshold: integer, ratio: integer })),
    }),
  ]),
});

const slot = { slot: seconds };
const event = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('RECOVERED'), ...slot }),
  z.strictObject({ type: z.literal('BREACH_ENDED'), ...slot, reason: z.enum(['RECOVERED', 'LOOKBACK']) }),
  z.strictObject({ type: z.literal('BREACH_STARTED'), ...slot, breachStart: seconds }),
  z.strictObject({ type: z.literal('CONFIRMED'), ...slot, breachStart: seconds, confirmedAt: seconds }),
  z.strictObject({
    type: z.literal('SETTLED'),
    ...slot,
    breachStart: seconds,
    confirmedAt: seconds,
    settlesAt: seconds,
    settlementValue: integer,
    payoutRatio: integer,
  }),
]);

const source = z.strictObject({
  sourceId: z.string(),
  family: z.string(),
  heartbeatSeconds: duration,
  marginSeconds: duration,
  operators: z.array(z.string()),
  signers: z.array(z.strictObject({ operator: z.string(), key: z.string() })),
  terms: z.string().nullable(),
});

const result = z.strictObject({
  incidentId: z.string(),
  breachStart: seconds,
  confirmedAt: seconds,
  settlesAt: seconds,
  settlementValue: integer,
  payoutRatio: integer,
  evidenceHash: hash,
});

const bundle = z.strictObject({
  checkpoint: z.strictObject({
    watermark: seconds.nullable(),
    evidenceHash: hash,
    foldState: z.strictObject({
      through: seconds.nullable(),
      voices: z.array(voice),
      repeatAt: seconds.nullable(),
    }),
    ruleState,
  }),
  closings: z.array(closing).min(1),
  correction: z
    .strictObject({
      records: z
        .array(
          z.strictObject({
            record: z.string(),
            rule: z.enum(CHALLENGE_RULES),
            actual: z.string().nullable(),
            judged: observation,
          }),
        )
        .min(1),
      result: result.nullable(),
    })
    .nullable(),
  events: z.array(event),
  feed: z.strictObject({
    feedId: z.string(),
    name: z.string(),
    registrations: z.array(
      z.strictObject({
        decimals: z.int().min(0).max(DECIMALS_MAX),
        quorum: z.int().min(1).max(FEED_OPERATORS_MAX),
        repeatSeconds: duration,
        maxGapSeconds: duration,
        finalitySeconds: duration,
        sources: z.array(source),
      }),
    ),
  }),
  format: z.literal(BUNDLE_FORMAT),
  incident: result,
  product: z.strictObject({
    productId: z.string(),
    name: z.string(),
    subject: z.string(),
    rule,
    ruleHash: hash,
    sentence: z.string(),
    firstSlot: seconds,
  }),
  sha256: hash,
});

/** The bundle of a text, or the first thing that keeps it from being one. */
export function parseBundle(text: string): EvidenceBundle | Difference {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { path: '', expected: 'an evidence bundle as JSON', found: (error as Error).message };
  }
  const parsed = bundle.safeParse(json);
  // The shapes say the same; only that a member which is absent is not undefined they do not.
  if (parsed.success) return parsed.data as unknown as EvidenceBundle;
  const [issue] = parsed.error.issues;
  return {
    path: issue?.path.join('.') ?? '',
    expected: `the shape of ${BUNDLE_FORMAT}`,
    found: issue?.message ?? 'another',
  };
}
