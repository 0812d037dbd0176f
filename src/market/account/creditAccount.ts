/** The cashier's funding door, inwards: money that arrived outside becomes an account's available balance. */
import { z } from 'zod';
import { AMOUNT_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { outOfRange } from '../amounts.ts';
import type { Command } from '../command.ts';
import { amountInput, idInput, referenceInput } from '../inputs.ts';
import { availableOf, balanceId, OUTSIDE } from '../ledger/accounts.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';

/** What both directions of the funding door take. */
export const fundingInput = z.strictObject({
  accountId: idInput,
  assetId: idInput,
  amount: amountInput,
  reference: referenceInput,
});
export type FundingInput = z.infer<typeof fundingInput>;

/** What both directions read. */
export const fundingNeeds = ({ accountId, assetId }: FundingInput) => [
  need('accounts', accountId),
  need('assets', assetId),
  need('balances', balanceId(availableOf(accountId), assetId)),
  need('balances', balanceId(OUTSIDE, assetId)),
];

export const creditAccount: Command<FundingInput, { accountId: string }> = {
  name: 'creditAccount',
  input: fundingInput,
  sender: ['CASHIER'],
  money: true,
  needs: fundingNeeds,
  decide(world, { accountId, assetId, amount, reference }, { at }) {
    const draft = openDraft(world, at);
    if (draft.get('accounts', accountId) === null) return refuse('NOT_FOUND', { id: accountId }, 'accountId');
    if (draft.get('assets', assetId) === null) return refuse('NOT_FOUND', { id: assetId }, 'assetId');
    const brought = -draft.balance(OUTSIDE, assetId);
    const range = outOfRange(amount, 'amount', 1n, AMOUNT_MAX - brought);
    if (range !== null) return range;
    draft.move(OUTSIDE, availableOf(accountId), assetId, amount);
    draft.emit({
      type: 'account.credited',
      node: accountId,
      changes: { assetId, amount: `${amount}`, reference },
    });
    return draft.done({ accountId });
  },
};
