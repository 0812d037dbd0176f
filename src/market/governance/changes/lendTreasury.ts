/**
 * Lends money of the emergency treasury after a declared security breach: without interest, due in 90 days,
 * within the caps of the treasury.
 */
import { z } from 'zod';
import { TREASURY_LOAN_SECONDS, TREASURY_LOANS_MAX } from '../../../domain/shared/limits.ts';
import { refuse } from '../../../domain/shared/refusals.ts';
import { minimum } from '../../../domain/shared/rounding.ts';
import { accountIdOf } from '../../account/registerAccount.ts';
import { addressInput, amountInput, idInput } from '../../inputs.ts';
import { availableOf, balanceId } from '../../ledger/accounts.ts';
import { payOut } from '../../reserve/flows.ts';
import { noteLoan } from '../../reserve/loans.ts';
import { noteRelease, treasuryIdOf, treasuryNeeds, treasuryRoomOf } from '../../reserve/treasury.ts';
import { need } from '../../sequencer/world.ts';
import type { ChangeKind } from '../change.ts';

const input = z.strictObject({ assetId: idInput, toAddress: addressInput, amount: amountInput });

export const lendTreasury: ChangeKind<z.infer<typeof input>> = {
  kind: 'lendTreasury',
  input,
  needs: ({ assetId, toAddress }) => [
    ...treasuryNeeds(assetId),
    need('accounts', accountIdOf(toAddress)),
    need('balances', balanceId(availableOf(accountIdOf(toAddress)), assetId)),
  ],
  apply(draft, { assetId, toAddress, amount }, { proposalId }) {
    const treasury = draft.get('reserves', treasuryIdOf(assetId));
    if (treasury === null) return refuse('NOT_FOUND', { id: assetId }, 'assetId');
    const accountId = accountIdOf(toAddress);
    // A mistyped address would get it for good.
    if (draft.get('accounts', accountId) === null) return refuse('NOT_FOUND', { id: accountId }, 'toAddress');
    const used = treasury.loans.length;
    if (used >= TREASURY_LOANS_MAX) return refuse('LIMIT_REACHED', { limit: TREASURY_LOANS_MAX, used });
    const lent = minimum(amount, treasuryRoomOf(draft, assetId, proposalId, draft.at));
    if (lent === 0n) {
      const reason = 'The treasury has nothing to lend: it is empty, or its caps are used.';
      return refuse('STATUS_FORBIDS', { status: 'EMPTY', reason, allowedActions: [] }, 'amount');
    }
    payOut(draft, treasury._id, availableOf(accountId), 'LOAN', lent);
    noteRelease(draft, treasury._id, { lossEventId: proposalId, amount: lent });
    const dueAt = draft.at + TREASURY_LOAN_SECONDS;
    noteLoan(draft, treasury._id, {
      ...{ proposalId, accountId, amount: lent, repaid: 0n, lentAt: draft.at, dueAt },
    });
    draft.emit({
      type: 'reserve.lent',
      node: treasury._id,
      also: [accountId, proposalId],
      changes: { amount: `${lent}`, dueAt },
    });
    return { refused: false, subject: toAddress, before: null, after: `${lent}` };
  },
};
