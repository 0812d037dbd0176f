/** Policies that go on by themselves: tried every hour of the last day of their cover. */
import { PAYOUT_POLICIES_MAX, RENEWAL_AHEAD_SECONDS } from '../../domain/shared/limits.ts';
import { HOUR_SECONDS } from '../../domain/shared/units.ts';
import { renewingProducts } from '../../store/queries/renewingProducts.ts';
import { loadRange } from '../../store/ranges.ts';
import type { Step } from '../context.ts';
import { guarded, send } from '../send.ts';

/** Once an hour, all products of which a policy is due. */
export async function renewDue(step: Step): Promise<void> {
  const { at, memory, database } = step;
  const hour = at - (at % HOUR_SECONDS);
  if (memory.renewedAt.hour === hour) return;
  memory.renewedAt.hour = hour;
  const span = { from: at, until: at + RENEWAL_AHEAD_SECONDS };
  for (const productId of await renewingProducts(database, span))
    await guarded(step, productId, () => renewProduct(step, productId, span, hour));
}

async function renewProduct(
  step: Step,
  productId: string,
  span: { from: number; until: number },
  hour: number,
): Promise<void> {
  for (let after = ''; ; ) {
    const query = { productId, ...span, after };
    const found = await loadRange(step.database, 'renewingPolicies', query, PAYOUT_POLICIES_MAX);
    const last = found.at(-1)?._id;
    if (last === undefined) return;
    await send(step, 'renewPolicies', { ...query, tick: `${hour}:${after}` });
    after = last;
  }
}
