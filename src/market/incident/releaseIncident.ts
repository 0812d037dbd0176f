/**
 * Lets a result go on that was held for a split chain, with a challenge window of its own: whoever knows that
 * a record of it is not on the branch that counts can still say so. The fork rule of every policy is
 * CANONICAL, so nothing else follows from the declaration.
 */
import { z } from 'zod';
import { transitionIncident } from '../../domain/incident/states.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { restedFeedNeeds, splitFeedsOf } from '../feed/fork.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { incidentNeeds } from './settleIncident.ts';

/** `heldSince` is the incident's own: it names the step. */
const input = z.strictObject({ incidentId: idInput, heldSince: secondsInput });
type Input = z.infer<typeof input>;

export const releaseIncident: Command<Input, { incidentId: string; payableAt: number }> = {
  name: 'releaseIncident',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ incidentId, heldSince }) => `${incidentId}:${heldSince}`,
  needs: ({ incidentId }, _context, world) => [
    ...incidentNeeds(world, incidentId),
    ...restedFeedNeeds(world, world.peek('incidents', incidentId)?.productId),
  ],
  decide(world, { incidentId, heldSince }, { at }) {
    const draft = openDraft(world, at);
    const incident = draft.get('incidents', incidentId);
    if (incident === null) return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    const product = draft.must('products', incident.productId);
    const status = transitionIncident(incident.status, 'FORK_RULED');
    if (status === null || incident.heldSince !== heldSince || splitFeedsOf(draft, product).length > 0) {
      const reason = 'It is not held, or a chain of its feeds is split still.';
      return refuse('STATUS_FORBIDS', { status: incident.status, reason, allowedActions: [] });
    }
    const payableAt = Math.max(incident.payableAt ?? at, at + product.challengeSeconds);
    draft.put('incidents', { ...incident, status, payableAt, heldSince: null });
    draft.emit({
      type: 'incident.released',
      node: incidentId,
      also: [incident.productId],
      changes: { payableAt },
    });
    return draft.done({ incidentId, payableAt });
  },
};
