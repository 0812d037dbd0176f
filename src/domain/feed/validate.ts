/** Judges one observation when it arrives: it may vote, or it is kept with the first reason that fails. */
import type { UnixSeconds } from '../shared/units.ts';
import { isWide, wideVote } from './confidence.ts';
import { normalise } from './normalise.ts';
import {
  type AcceptedObservation,
  observationKey,
  type RawObservation,
  type SourceTerms,
} from './observation.ts';
import { CONFIDENCE_BPS_MAX, FUTURE_SECONDS_MAX, GRACE_SECONDS } from './parameters.ts';
import type { FeedLevels } from './reading.ts';
import type { Rejection } from './rejection.ts';

/** What is known when an observation arrives. */
export interface ArrivalContext {
  readonly now: UnixSeconds;
  /** The newest closed slot; null before the first. */
  readonly watermark: UnixSeconds | null;
  /** `WATCH` is judged at once, also on blocks that are not final; only final ones decide. */
  readonly use: 'DECISION' | 'WATCH';
  /**
   * The observation last accepted from this operator on this source, for sources that are read in their own
   * order. Null for reports that are sent to us: those may overtake one another and the fold orders them.
   * For a decision one from a block that was not final does not count: its final copy is no repeat.
   */
  readonly previous: RawObservation | null;
  /** Levels of the products that depend on the feed; none: nothing unsure is believed. */
  readonly levels?: FeedLevels;
}

export type Verdict =
  | { readonly valid: true; readonly accepted: AcceptedObservation }
  | ({ readonly valid: false } & Rejection);

/**
 * Judges `observation` by docs/mechanics.md section 5. The order is fixed: who says it, what is said, when,
 * and where in the order; LATE comes last, so that a repeat is a DUPLICATE however late.
 * Example: 0.9999 with 8 places from a registered operator → valid, `accepted.value` 0.9999e18.
 */
export function validateObservation(
  observation: RawObservation,
  terms: SourceTerms,
  context: ArrivalContext,
): Verdict {
  const previous = context.use === 'WATCH' || context.previous?.finalized ? context.previous : null;
  const known = { ...context, previous };
  const rejection =
    senderRejection(observation, terms) ??
    valueRejection(observation, terms, known) ??
    timeRejection(observation, terms, known) ??
    chainRejection(observation, known) ??
    orderRejection(observation, known);
  if (rejection !== null) return { valid: false, ...rejection };
  const { source, operator, round, observedAt, value, decimals } = observation;
  const unsure = isWide(observation) ? wideVote(observation, context.levels) : null;
  return {
    valid: true,
    accepted: {
      key: observationKey(observation),
      source,
      operator,
      round,
      value: unsure ?? normalise(value, decimals),
      observedAt,
      freshUntil: observedAt + terms.heartbeatSeconds + terms.marginSeconds,
    },
  };
}

/** Where a later report of the same operator on the same source goes wrong, or null. Gaps are normal. */
export function roundRejection(
  previous: { readonly key: string; readonly round: string; readonly observedAt: UnixSeconds },
  next: { readonly key: string; readonly round: string; readonly observedAt: UnixSeconds },
): Rejection | null {
  if (next.key === previous.key) return reject('DUPLICATE', 'one', next.key);
  const overtaken = next.observedAt < previous.observedAt && BigInt(next.round) < BigInt(previous.round);
  if (overtaken || BigInt(next.round) > BigInt(previous.round)) return null;
  return reject('ROUND_REGRESSION', `above ${previous.round}`, next.round);
}

function senderRejection(observation: RawObservation, terms: SourceTerms): Rejection | null {
  const { fault, operator } = observation;
  if (fault?.reason === 'UNKNOWN_SIGNER' || fault?.reason === 'BAD_SIGNATURE') {
    return reject(fault.reason, fault.limit ?? terms.operators.join(' '), fault.actual);
  }
  if (terms.operators.includes(operator)) return null;
  return reject('UNKNOWN_SIGNER', terms.operators.join(' '), operator);
}

function valueRejection(
  observation: RawObservation,
  terms: SourceTerms,
  { levels }: ArrivalContext,
): Rejection | null {
  const { value, decimals, bounds, confidence, fault } = observation;
  if (decimals !== terms.decimals) return reject('DECIMALS_CHANGED', terms.decimals, decimals);
  if (value <= 0n) return reject('NON_POSITIVE', 'above 0', value);
  if (bounds !== undefined && value <= bounds.minimum) {
    return reject('CLAMPED', `above ${bounds.minimum}`, value);
  }
  if (bounds !== undefined && value >= bounds.maximum) {
    return reject('CLAMPED', `below ${bounds.maximum}`, value);
  }
  if (fault?.reason === 'CONFIDENCE_WIDE') {
    return reject(fault.reason, fault.limit ?? 'as sure as agreed', fault.actual);
  }
  if (isWide(observation) && wideVote(observation, levels) === null) {
    return reject('CONFIDENCE_WIDE', `${CONFIDENCE_BPS_MAX} bps of ${value}`, String(confidence));
  }
  return null;
}

function timeRejection(
  observation: RawObservation,
  terms: SourceTerms,
  { now }: ArrivalContext,
): Rejection | null {
  const { observedAt, publishedAt, sequencer, fault } = observation;
  const newest = now + FUTURE_SECONDS_MAX;
  if (observedAt > newest) return reject('FUTURE', newest, observedAt);
  if (publishedAt !== undefined && publishedAt > newest) return reject('FUTURE', newest, publishedAt);
  const oldest = (publishedAt ?? observedAt) - terms.heartbeatSeconds - terms.marginSeconds;
  if (observedAt < oldest) return reject('STALE', oldest, observedAt);
  if (fault?.reason === 'STALE') return reject(fault.reason, fault.limit ?? oldest, fault.actual);
  if (sequencer === undefined) return null;
  if (!sequencer.up) return reject('SEQUENCER_DOWN', 'up', `down since ${sequencer.since}`);
  const trustedFrom = sequencer.since + GRACE_SECONDS;
  return observedAt > trustedFrom ? null : reject('GRACE', `after ${trustedFrom}`, observedAt);
}

function chainRejection(observation: RawObservation, { use, previous }: ArrivalContext): Rejection | null {
  const { fault, blockNumber, blockHash, finalized } = observation;
  if (fault?.reason === 'REORGED') return reject('REORGED', String(blockHash), fault.actual);
  const sameHeight = previous?.finalized === true && previous.blockNumber === blockNumber;
  if (sameHeight && blockNumber !== undefined && previous.blockHash !== blockHash) {
    return reject('REORGED', String(previous.blockHash), String(blockHash));
  }
  return finalized || use === 'WATCH' ? null : reject('UNFINAL', 'a final block', String(blockHash));
}

function orderRejection(observation: RawObservation, context: ArrivalContext): Rejection | null {
  const { previous, watermark, use } = context;
  if (previous !== null) {
    const keyed = (raw: RawObservation) => ({ ...raw, key: observationKey(raw) });
    const rejection = roundRejection(keyed(previous), keyed(observation));
    if (rejection !== null) return rejection;
  }
  if (use === 'WATCH' || watermark === null || observation.observedAt > watermark) return null;
  return reject('LATE', `after ${watermark}`, observation.observedAt);
}

function reject(
  reason: Rejection['reason'],
  limit: string | number | bigint,
  actual: string | number | bigint,
): Rejection {
  return { reason, limit: String(limit), actual: String(actual) };
}
