/** What a source says, before and after it has been judged. */
import type { UnixSeconds, Wad } from '../shared/units.ts';

/** One operator's report as the source gave it. Nothing in it has been judged yet. */
export interface RawObservation {
  /** The source that it was read from. */
  readonly source: string;
  /** Who reported: the independent party that has one vote. */
  readonly operator: string;
  /** Whole number as digits; grows with every report of an operator on a source. Gaps are normal. */
  readonly round: string;
  /** The value as reported, with `decimals` places. May be zero or negative: that is judged later. */
  readonly value: bigint;
  /** Places that the source itself declares, compared with the pinned ones. */
  readonly decimals: number;
  /** Event time: when it became true for everybody, for a chain the time of its block. */
  readonly observedAt: UnixSeconds;
  /**
   * When the source last served it as current, where that can be later than `observedAt`; for a value that
   * rests on a report of somebody else, when that was made.
   */
  readonly publishedAt?: UnixSeconds;
  readonly blockNumber?: number;
  readonly blockHash?: string;
  readonly signature?: string;
  /**
   * Hash of what was signed, so that all signatures of one message are one observation; of a report that is
   * not by its operator the hash of all of it.
   */
  readonly digest?: string;
  /** False while the block can still be replaced: good for the watch, never for a decision. */
  readonly finalized: boolean;
  /** The source cannot report outside these; a value at either end says "at least this bad". */
  readonly bounds?: { readonly minimum: bigint; readonly maximum: bigint };
  /** Half the width of the source's own confidence interval, in the scale of `value`. */
  readonly confidence?: bigint;
  /** State of the chain's sequencer when the block was made, where the chain has one. */
  readonly sequencer?: { readonly up: boolean; readonly since: UnixSeconds };
  /**
   * Figures behind the value and what was concluded from them, as evidence; stored as they are and never
   * judged. At most FACTS_MAX. Example: `{ supply: '1000000', conditions: 'OUTFLOW' }`.
   */
  readonly facts?: Readonly<Record<string, string>>;
  /** What only the adapter could check and found wrong. */
  readonly fault?: {
    readonly reason: 'UNKNOWN_SIGNER' | 'BAD_SIGNATURE' | 'REORGED' | 'STALE' | 'CONFIDENCE_WIDE';
    readonly actual: string;
    /** The bound that it broke, where that is the adapter's own. */
    readonly limit?: string;
  };
}

/** An observation that may vote, in the scale that all sources share. */
export interface AcceptedObservation {
  /** See {@link observationKey}: names the evidence. */
  readonly key: string;
  readonly source: string;
  readonly operator: string;
  readonly round: string;
  readonly value: Wad;
  readonly observedAt: UnixSeconds;
  /** Last second at which it still counts: its source's heartbeat and margin after `observedAt`. */
  readonly freshUntil: UnixSeconds;
}

/** How one source is judged; frozen while a slot is open. */
export interface SourceTerms {
  readonly sourceId: string;
  /** Pinned: a source that declares other places is not believed. */
  readonly decimals: number;
  readonly heartbeatSeconds: number;
  readonly marginSeconds: number;
  /** Who may report on it. */
  readonly operators: readonly string[];
}

/**
 * The natural key of an observation within its feed: reading a source again gives the same keys.
 * The block hash is part of it, so that a report that a reorganisation moved is another observation;
 * of a signed report the hash of what was signed.
 * Example: `eth-usdc/ada/18446744073709551617/0x5f…`.
 */
export function observationKey(
  observation: Pick<RawObservation, 'source' | 'operator' | 'round' | 'blockHash' | 'digest' | 'signature'>,
): string {
  const { source, operator, round, blockHash, digest, signature } = observation;
  return `${source}/${operator}/${round}/${blockHash ?? digest ?? signature ?? '-'}`;
}
