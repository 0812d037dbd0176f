/**
 * Gives a policy to another account, with all that it may still be paid. Whoever holds it when a breach
 * begins is paid for that: the transfer takes effect once it is decided that none began before.
 */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import { accountIdOf } from '../account/registerAccount.ts';
import type { Command } from '../command.ts';
import { addressInput, idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { askedFor, stepOutNeeds, stepOutRefusal } from './askStepOut.ts';

const input = z.strictObject({ policyId: idInput, toAddress: addressInput });
type Input = z.infer<typeof input>;
interface Answer {
  policyId: string;
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
  ],
  decide(world, { policyId, toAddress }, { principal, at }) {
    const draft = openDraft(world, at);
    const policy = draft.get('policies', policyId);
    if (policy === null || policy.accountId !== principal.id) {
      return refuse('NOT_FOUND', { id: policyId }, 'policyId');
    }
    const toAccountId = accountIdOf(toAddress);
    const isSame = toAccountId === principal.id;
    if (isSame || draft.get('accounts', toAccountId) === null) {
      return refuse('NOT_FOUND', { id: toAddress }, 'toAddress');
    }
    const forbidden = stepOutRefusal(draft, policy);
    if (forbidden !== null) return forbidden;
    draft.put('policies', { ...policy, pending: askedFor('TRANSFER', at, { toAccountId }) });
    draft.emit({
      type: 'policy.transfer_requested',
      node: policyId,
      also: [principal.id, toAccountId],
      changes: { to: toAccountId },
    });
    return draft.done({ policyId, toAccountId });
  },
};
