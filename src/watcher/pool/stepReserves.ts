/** What must stand behind the pools of an asset: hourly, and at once for what was never sized. */
import type { Step } from '../context.ts';
import { inLanes } from '../inLanes.ts';
import { guarded, send } from '../send.ts';

export async function stepReserves(step: Step): Promise<void> {
  await inLanes([...step.waiting.assetsUnsized.keys()], (assetId) =>
    guarded(step, assetId, async () => {
      await send(step, 'sizeReserves', { assetId, tick: step.at });
    }),
  );
}
