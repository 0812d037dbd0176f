/**
 * Collects what was called of an asset's commitments and had not been paid in, gives back what was called for
 * nothing, and ends those that are over. The watcher sends it.
 */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { collect, collectionNeeds } from './collection.ts';

/** `tick` names the watcher's step: the same step collects once. */
const input = z.strictObject({ assetId: idInput, tick: secondsInput });
type Input = z.infer<typeof input>;

export const collectCommitments: Command<Input, { count: number }> = {
  name: 'collectCommitments',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ assetId, tick }) => `${assetId}:${tick}`,
  needs: ({ assetId }, _context, world) => collectionNeeds(world, assetId),
  decide(world, { assetId }, { at }) {
    const draft = openDraft(world, at);
    const count = collect(draft, assetId);
    if (count > 0) return draft.done({ count });
    const reason = 'No call lacks money that is there, and none is over.';
    return refuse('STATUS_FORBIDS', { status: 'COLLECTED', reason, allowedActions: [] });
  },
};
