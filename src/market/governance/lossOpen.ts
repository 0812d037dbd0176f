/** Who bears a loss does not change while one is open (docs/decisions/0046). */
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Draft } from '../sequencer/draft.ts';
import type { Need } from '../sequencer/world.ts';

/** One pool that has set something aside, for an open breach or an incident not allocated, is enough. */
export const lossNeed: Need = { range: 'poolsWithLosses', query: {}, limit: 1 };

/** Why who bears losses cannot be changed now, or null. `lossNeed` was named as a need. */
export function lossOpenRefusal({ world }: Draft): Refusal | null {
  const [poolId] = world.range('poolsWithLosses', {}) ?? [];
  if (poolId === undefined) return null;
  const reason = `A loss is open in ${poolId}: who bears it is settled. Propose or execute this when it is allocated.`;
  return refuse('STATUS_FORBIDS', { status: 'LOSS_OPEN', reason, allowedActions: [] });
}
