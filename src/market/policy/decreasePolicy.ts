/**
 * Less cover on a policy: the part that is not wanted becomes a policy of its own and is cancelled, with all
 * that a cancellation waits for. If a breach had begun before, both parts are paid.
 */
import { isRefusal, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import type { Draft } from '../sequencer/draft.ts';
import { stepOutRefusal } from './askStepOut.ts';
import { splitPolicy } from './splitPolicy.ts';
import { askToCancel } from './stepOut.ts';

interface Decreased {
  refunded: Amount;
  fee: Amount;
  cancelledPolicyId: string;
}

/** Cuts an amount off, as bought, and asks for its end. */
export function decreasePolicy(
  draft: Draft,
  policy: PolicyDocument,
  amount: Amount,
  { minRefund, partId }: { minRefund: Amount | null; partId: string },
): Decreased | Refusal {
  const forbidden = stepOutRefusal(draft, policy);
  if (forbidden !== null) return forbidden;
  const part = splitPolicy(draft, policy, { amount, minimum: 1n, partId });
  if (isRefusal(part)) return part;
  const leaving = askToCancel(draft, part);
  const { refund, fee } = leaving.pending;
  if (minRefund !== null && refund < minRefund)
    return refuse('REFUND_BELOW_LIMIT', { actual: refund, limit: minRefund }, 'minRefund');
  draft.create('policies', leaving);
  return { refunded: refund, fee, cancelledPolicyId: partId };
}
