/** What a distributor earns: a part of the premium, over the covered period, as the pools earn theirs. */
import { accrue, dueHours, isBehind } from '../../domain/policy/earning.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { DistributorDocument } from '../../store/documents/distribution.ts';
import { dueBuckets } from '../earning/dueBuckets.ts';
import { availableOf, unearnedOf } from '../ledger/accounts.ts';
import { RetryLater } from '../retryLater.ts';
import type { Draft } from '../sequencer/draft.ts';
import { commissionIdOf } from './commissionNeeds.ts';
import { newCommission } from './soldCover.ts';

/** Earns up to the draft's time. Throws RetryLater while it is far behind. */
export function accrueCommission(draft: Draft, commissionId: string): void {
  const commission = draft.must('commissions', commissionId);
  if (draft.at <= commission.earning.accruedTo) return;
  if (isBehind(commission.earning, draft.at)) throw new RetryLater(`${commissionId} is being caught up`, 5);
  const hours = dueHours(commission.earning, draft.at);
  const { state, earned } = accrue(commission.earning, draft.at, dueBuckets(draft, commissionId, hours));
  draft.put('commissions', { ...commission, earning: state });
  payCommission(draft, commissionId, earned);
}

/** Moves what was earned to the distributor's account. */
export function payCommission(draft: Draft, commissionId: string, earned: Amount): void {
  if (earned === 0n) return;
  const { distributorId, accountId, assetId } = draft.must('commissions', commissionId);
  draft.move(unearnedOf(commissionId), availableOf(accountId), assetId, earned);
  draft.emit({
    type: 'account.commission_earned',
    // What somebody earns is told to nobody else.
    node: accountId,
    also: [distributorId],
    changes: { earned: `${earned}` },
  });
}

/** What a distributor earns in an asset, begun now with its first sale. Its id. */
export function openCommission(draft: Draft, distributor: DistributorDocument, assetId: string): string {
  const commissionId = commissionIdOf(distributor._id, assetId);
  if (draft.get('commissions', commissionId) === null)
    draft.put('commissions', newCommission(distributor, assetId, draft.at));
  accrueCommission(draft, commissionId);
  return commissionId;
}
