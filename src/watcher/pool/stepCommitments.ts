/** Collects what was called of commitments, before losses are allocated. */
import { isCollectionDue } from '../../market/commitment/isCollectionDue.ts';
import type { Step } from '../context.ts';
import { guarded, send } from '../send.ts';

export async function stepCommitments(step: Step): Promise<void> {
  for (const assetId of step.waiting.assetsCommitted.keys()) {
    await guarded(step, `commitments of ${assetId}`, async () => {
      if (await isCollectionDue(step.database, assetId, step.at))
        await send(step, 'collectCommitments', { assetId, tick: step.at });
    });
  }
}
