/** What the clock brings to liquidations: draws are paid after their window, what was never closed lapses. */
import { LIQUIDATION_OPEN_SECONDS_MAX, LIQUIDATIONS_PER_STEP_MAX } from '../../domain/shared/limits.ts';
import { loadRange } from '../../store/ranges.ts';
import type { Step } from '../context.ts';
import { inLanes } from '../inLanes.ts';
import { guarded, send } from '../send.ts';

export async function stepVenues(step: Step): Promise<void> {
  await guarded(step, 'liquidations', async () => {
    const { database, at } = step;
    const lapsed = { until: at - LIQUIDATION_OPEN_SECONDS_MAX };
    const due = [
      ...(await loadRange(database, 'payableLiquidations', { until: at }, LIQUIDATIONS_PER_STEP_MAX)),
      ...(await loadRange(database, 'unclosedLiquidations', lapsed, LIQUIDATIONS_PER_STEP_MAX)),
    ];
    await inLanes(due, async ({ _id: liquidationId }) => {
      await send(step, 'settleLiquidation', { liquidationId });
    });
  });
}
