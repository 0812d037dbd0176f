/** What is still owed to somebody after a haircut. */
import type { Amount } from '../../domain/shared/units.ts';

/** `_id` is `clm_` and what it is of: of a payout and a pool, of a liquidation and a market. */
export interface RecoveryClaimDocument {
  _id: string;
  version: number;
  /** The fund that repays it: its pool's or its market's own. */
  reserveId: string;
  accountId: string;
  assetId: string;
  /** What it is about: the policy that was not paid in full. */
  nodeId: string;
  payoutId: string | null;
  amount: Amount;
  repaid: Amount;
  /** The number of the first round of repayment that it takes part in. */
  fromRound: number;
  /** False once all of it is repaid. */
  open: boolean;
}
