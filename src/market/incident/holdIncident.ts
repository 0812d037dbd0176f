/** Holds a result back while a chain that it rests on has split. */
import { z } from 'zod';
import { transitionIncident } from '../../domain/incident/states.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { restedFeedNeeds, splitFeedsOf } from '../feed/fork.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { incidentNeeds } from './settleIncident.ts';

/** The feed and its suspension name the step. */
const input = z.strictObject({ incidentId: idInput, feedId: idInput, since: secondsInput });
type Input = z.infer<typeof input>;

export const holdIncident: Command<Input, { incidentId: string }> = {
  name: 'holdIncident',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ incidentId, feedId, since }) => `${incidentId}:${feedId}:${since}`,
  needs: ({ incidentId }, _context, world) => [
    ...incidentNeeds(world, incidentId),
    ...restedFeedNeeds(world, world.peek('incidents', incidentId)?.productId),
  ],
  decide(world, { incidentId, feedId, since }, { at }) {
    const draft = openDraft(world, at);
    const incident = draft.get('incidents', incidentId);
    if (incident === null) return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    const feeds = splitFeedsOf(draft, draft.must('products', incident.productId));
    const isSplit = feeds.some((feed) => feed._id === feedId && feed.fork?.since === since);
    const status = transitionIncident(incident.status, 'CHAIN_SPLIT');
    if (status === null || !isSplit) {
      const reason = 'Only a result that is not being paid yet is held, while a chain of its feeds is split.';
      return refuse('STATUS_FORBIDS', { status: incident.status, reason, allowedActions: [] });
    }
    draft.put('incidents', { ...incident, status, heldSince: at });
    draft.emit({
      type: 'incident.held',
      node: incidentId,
      also: [incident.productId],
      changes: { feedId },
    });
    return draft.done({ incidentId });
  },
};
