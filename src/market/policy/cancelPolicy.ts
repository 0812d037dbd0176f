/**
 * Asks for the end of a policy and the premium that is not earned, less a fee. The pools stop to earn it at
 * once; money and cover stay where they are until it is decided that no breach began before.
 */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { Command } from '../command.ts';
import { amountInput, idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { stepOutNeeds, stepOutRefusal } from './askStepOut.ts';
import { askToCancel } from './stepOut.ts';

const input = z.strictObject({
  policyId: idInput,
  /** Refused when the refund would be less. */
  minRefund: amountInput.nullable(),
});
type Input = z.infer<typeof input>;
interface Answer {
  policyId: string;
  refunded: Amount;
  fee: Amount;
}

export const cancelPolicy: Command<Input, Answer> = {
  name: 'cancelPolicy',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs: ({ policyId }, { at }, world) => stepOutNeeds(world, policyId, at),
  decide(world, { policyId, minRefund }, { principal, at }) {
    const draft = openDraft(world, at);
    const policy = draft.get('policies', policyId);
    if (policy === null || policy.accountId !== principal.id) {
      return refuse('NOT_FOUND', { id: policyId }, 'policyId');
    }
    const forbidden = stepOutRefusal(draft, policy);
    if (forbidden !== null) return forbidden;
    const leaving = askToCancel(draft, policy);
    const { refund, fee } = leaving.pending;
    if (minRefund !== null && refund < minRefund) {
      return refuse('REFUND_BELOW_LIMIT', { actual: refund, limit: minRefund }, 'minRefund');
    }
    draft.put('policies', leaving);
    return draft.done({ policyId, refunded: refund, fee });
  },
};
