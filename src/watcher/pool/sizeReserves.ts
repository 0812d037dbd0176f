/** What must stand behind the pools of an asset: hourly, and at once for what was never sized. */
import type { Step } from '../context.ts';
import { send } from '../send.ts';

export async function sizeReserves(step: Step, assetId: string): Promise<void> {
  await send(step, 'sizeReserves', { assetId, tick: step.at });
}
