/** The cashier's funding door, outwards: an available balance leaves, because the money was sent outside. */
import { refuse } from '../../domain/shared/refusals.ts';
import { cannotPay, outOfRange } from '../amounts.ts';
import type { Command } from '../command.ts';
import { availableOf, OUTSIDE } from '../ledger/accounts.ts';
import { openDraft } from '../sequencer/draft.ts';
import { type FundingInput, fundingInput, fundingNeeds } from './creditAccount.ts';

export const debitAccount: Command<FundingInput, { accountId: string }> = {
  name: 'debitAccount',
  input: fundingInput,
  sender: ['CASHIER'],
  money: true,
  needs: fundingNeeds,
  decide(world, { accountId, assetId, amount, reference }, { at }) {
    const draft = openDraft(world, at);
    if (draft.get('accounts', accountId) === null) return refuse('NOT_FOUND', { id: accountId }, 'accountId');
    if (draft.get('assets', assetId) === null) return refuse('NOT_FOUND', { id: assetId }, 'assetId');
    const available = draft.balance(availableOf(accountId), assetId);
    const refusal = outOfRange(amount, 'amount') ?? cannotPay(available, amount, assetId, 'amount');
    if (refusal !== null) return refusal;
    draft.move(availableOf(accountId), OUTSIDE, assetId, amount);
    draft.emit({
      type: 'account.debited',
      node: accountId,
      changes: { assetId, amount: `${amount}`, reference },
    });
    return draft.done({ accountId });
  },
};
