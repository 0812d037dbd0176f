/** Takes what a committer has of what was called: the signature allows it. */
import { type CommitmentCall, unpaidOf } from '../../domain/commitment/calls.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { CommitmentDocument } from '../../store/documents/commitments.ts';
import { availableOf } from '../ledger/accounts.ts';
import { payIn } from '../reserve/flows.ts';
import type { Draft } from '../sequencer/draft.ts';
import { commitmentsIdOf } from './active.ts';

/** What the account of a commitment can pay at most of an amount. */
export const payable = (
  draft: Draft,
  { accountId, assetId }: Pick<CommitmentDocument, 'accountId' | 'assetId'>,
  amount: Amount,
): Amount => minimum(amount, draft.balance(availableOf(accountId), assetId));

/** The call with all that its committer can pay now; the same where that is nothing. */
export function paidInNow(
  draft: Draft,
  commitment: CommitmentDocument,
  call: CommitmentCall,
): CommitmentCall {
  const { _id, accountId, assetId, reserveId } = commitment;
  const amount = payable(draft, commitment, unpaidOf(call));
  if (amount === 0n) return call;
  payIn(draft, availableOf(accountId), commitmentsIdOf(assetId), 'CALL', amount);
  draft.emit({
    type: 'commitment.paid_in',
    node: _id,
    also: [accountId, reserveId, call.incidentId],
    changes: { assetId, amount: `${amount}`, called: `${call.amount}` },
  });
  return { ...call, paidIn: call.paidIn + amount };
}
