/** Takes a waiting exit out of the queue of its pool. */
import { queuePressure } from '../../domain/pool/queuePressure.ts';
import type { WithdrawalCancellation } from '../../domain/pool/withdrawal.ts';
import type { WithdrawalDocument } from '../../store/documents/pools.ts';
import type { Draft } from '../sequencer/draft.ts';
import { markOf, withShares } from './results.ts';
import { sweepWithoutShares } from './sweep.ts';

/** Its shares are its holder's again, but for those that are burned. The pool is accrued. */
export function closeExit(
  draft: Draft,
  withdrawal: WithdrawalDocument,
  { burned, forfeited }: Pick<WithdrawalCancellation, 'burned' | 'forfeited'>,
): void {
  const { _id, poolId, positionId, accountId, sharesLeft, valueLeft } = withdrawal;
  const pool = draft.must('pools', poolId);
  const position = draft.must('positions', positionId);
  const queuedShares = pool.queuedShares - sharesLeft;
  const shares = pool.shares - burned;
  const mark = markOf(draft, pool, draft.at);
  draft.put('pools', {
    ...pool,
    shares,
    queuedShares,
    queuedValue: pool.queuedValue - valueLeft,
    queuePressure: queuePressure(queuedShares, shares, pool.queuePressure, draft.parameters.queue),
  });
  sweepWithoutShares(draft, poolId);
  draft.put('positions', {
    ...withShares(position, position.shares - burned, mark),
    queuedShares: position.queuedShares - sharesLeft,
  });
  draft.put('withdrawals', { ...withdrawal, status: 'CANCELLED', sharesLeft: 0n, valueLeft: 0n });
  draft.emit({
    type: 'withdrawal.cancelled',
    node: _id,
    also: [positionId, poolId, accountId],
    changes: { forfeited: `${forfeited}`, burned: `${burned}` },
  });
}
