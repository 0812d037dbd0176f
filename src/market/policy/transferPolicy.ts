/**
 * Gives a policy, or a part of it, to another account, with all that it may still be paid. Whoever holds it
 * when a breach begins is paid for that: the transfer takes effect once it is decided that none began before.
 * A part becomes a policy of its own at once; a part that stays with its holder is a split and nothing more.
 */
import { z } from 'zod';
import { isRefusal, refuse } from '../../domain/shared/refusals.ts';
import { accountIdOf } from '../account/registerAccount.ts';
import type { Command } from '../command.ts';
import { addressInput, amountInput, idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { policyCoverNeeds, stepOutNeeds, stepOutRefusal } from './askStepOut.ts';
import { splitPolicy } from './splitPolicy.ts';
import { askedFor } from './stepOut.ts';

const input = z.strictObject({
  policyId: idInput,
  toAddress: addressInput,
  /** Cover of the part, as bought; null: all of it. */
  coverAmount: amountInput.nullable(),
});
type Input = z.infer<typeof input>;
interface Answer {
  /** The policy that was asked for, and the part that was split off. */
  policyIds: string[];
  toAccountId: string;
}

export const transferPolicy: Command<Input, Answer> = {
  name: 'transferPolicy',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs: ({ policyId, toAddress }, { at }, world) => [
    need('accounts', accountIdOf(toAddress)),
    ...stepOutNeeds(world, policyId, at),
    ...policyCoverNeeds(world, policyId),
  ],
  decide(world, { policyId, toAddress, coverAmount }, { principal, at, id }) {
    const draft = openDraft(world, at);
    const policy = draft.get('policies', policyId);
    if (policy === null || policy.accountId !== principal.id) {
      return refuse('NOT_FOUND', { id: policyId }, 'policyId');
    }
    const toAccountId = accountIdOf(toAddress);
    const isWhole = coverAmount === null || coverAmount === policy.coverAmount;
    const isSame = toAccountId === principal.id;
    if ((isSame && isWhole) || draft.get('accounts', toAccountId) === null) {
      return refuse('NOT_FOUND', { id: toAddress }, 'toAddress');
    }
    const forbidden = stepOutRefusal(draft, policy);
    if (forbidden !== null) return forbidden;
    const pending = isSame ? null : askedFor('TRANSFER', at, { toAccountId });
    const policyIds = [policyId];
    if (isWhole) draft.put('policies', { ...policy, pending });
    else {
      const { minCover: minimum } = draft.must('products', policy.productId);
      const part = splitPolicy(draft, policy, { amount: coverAmount, minimum, partId: id('pol') });
      if (isRefusal(part)) return part;
      draft.create('policies', { ...part, pending });
      policyIds.push(part._id);
    }
    if (!isSame) {
      draft.emit({
        type: 'policy.transfer_requested',
        node: policyIds.at(-1) ?? policyId,
        also: [principal.id, toAccountId],
        changes: { to: toAccountId },
      });
    }
    return draft.done({ policyIds, toAccountId });
  },
};
