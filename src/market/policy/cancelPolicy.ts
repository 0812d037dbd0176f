/**
 * Asks for the end of a policy and the premium that is not earned, less a fee. The pools stop to earn it at
 * once; money and cover stay where they are until it is decided that no breach began before.
 */
import { z } from 'zod';
import { allocationsOf } from '../../domain/policy/policySegment.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { Command } from '../command.ts';
import { amountInput, idInput } from '../inputs.ts';
import { pauseEarning } from '../pool/earnSegments.ts';
import { openDraft } from '../sequencer/draft.ts';
import { askedFor, stepOutNeeds, stepOutRefusal } from './askStepOut.ts';
import { refundOf } from './stepOut.ts';

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
    const { refund, fee } = refundOf(policy, at);
    if (minRefund !== null && refund < minRefund) {
      return refuse('REFUND_BELOW_LIMIT', { actual: refund, limit: minRefund }, 'minRefund');
    }
    for (const { poolId, earning } of allocationsOf(policy.segments)) pauseEarning(draft, poolId, earning);
    draft.put('policies', { ...policy, pending: askedFor('CANCEL', at, { refund, fee }) });
    draft.emit({
      type: 'policy.cancellation_requested',
      node: policyId,
      also: [principal.id],
      changes: { refund: `${refund}`, fee: `${fee}` },
    });
    return draft.done({ policyId, refunded: refund, fee });
  },
};
