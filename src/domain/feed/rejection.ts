/** Why an observation does not count. The list is closed; each reason says what its sender can do. */

/** The remedy of each reason, shown beside a rejected observation (docs/mechanics.md section 5). */
export const REJECTION_REMEDIES = {
  UNKNOWN_SIGNER: 'Register the key as an operator of this source, or report with a registered one.',
  BAD_SIGNATURE: 'Sign exactly the published typed data with the registered key.',
  DECIMALS_CHANGED: 'Report with the pinned decimals, or register the source again with the new ones.',
  NON_POSITIVE: 'Report a value above zero; leave the report out when there is none.',
  CLAMPED: 'The source is at its own bound and no longer a price: add a source without that bound.',
  CONFIDENCE_WIDE: 'Report again when the confidence interval has narrowed.',
  FUTURE: 'Set the clock of the reporter: the event time is ahead of ours.',
  STALE: 'Report a new observation: this one was served long after it was made.',
  SEQUENCER_DOWN: 'Wait until the sequencer of the chain is up again.',
  GRACE: 'Wait until the grace period after the restart of the sequencer has passed.',
  REORGED: 'The block is no longer part of the chain: the report of the replacing block counts.',
  UNFINAL: 'Nothing to do: it counts once its block is final.',
  DUPLICATE: 'Nothing to do: the first one counts.',
  ROUND_REGRESSION: 'Report with a round above the last one.',
  LATE: 'Report sooner: the slot was already closed and a closed slot never changes.',
  OUTLIER: 'Check the reporter: the other operators agreed on another value.',
} as const;

export type RejectionReason = keyof typeof REJECTION_REMEDIES;

/** Why an observation does not count, with the bound it broke and what it had, as digits or text. */
export interface Rejection {
  readonly reason: RejectionReason;
  readonly limit: string;
  readonly actual: string;
}
