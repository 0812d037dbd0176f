/** Fills limit orders whose rate is reached: those that pay most come first, and of those the oldest. */
import { ORDERS_PER_STEP_MAX } from '../../domain/shared/limits.ts';
import { productViews } from '../../market/queries/productViews.ts';
import { loadRange } from '../../store/ranges.ts';
import type { Step } from '../context.ts';
import { send } from '../send.ts';

export async function fillLimitOrders(step: Step): Promise<void> {
  for (const productId of step.waiting.productsOrdered.keys()) await fillOf(step, productId);
}

async function fillOf(step: Step, productId: string): Promise<void> {
  let rate = await rateOf(step, productId);
  if (rate === null) return;
  for (const order of await loadRange(step.database, 'limitOrders', { productId }, ORDERS_PER_STEP_MAX)) {
    // No cover is sold below the rate of its next unit, so all behind this one wait too.
    if ((order.limit?.maxAnnualRateWad ?? 0n) < rate) return;
    if (order.expiresAt <= step.at || !(await wouldFill(step, order._id))) continue;
    if (!(await send(step, 'fillLimitOrder', { orderId: order._id }))) continue;
    rate = await rateOf(step, productId);
    if (rate === null) return;
  }
}

/** The rate of the next unit of cover, or null while nothing is sold. */
async function rateOf({ database, at }: Step, productId: string): Promise<bigint | null> {
  const view = (await productViews({ database, now: () => at }, [productId])).get(productId);
  return view === undefined || view.salesStopped !== null || view.capacity === 0n ? null : view.annualRateWad;
}

/** Tried dry: an order too large for its rate, or for the pools, is no fault of the step. */
async function wouldFill({ market, principal }: Step, orderId: string): Promise<boolean> {
  const input = { orderId };
  const outcome = await market.submit({
    command: 'fillLimitOrder',
    input,
    principal,
    idempotencyKey: null,
    dryRun: true,
  });
  return outcome.kind === 'DONE';
}
