/** A guardian delays the payment of an incident. It never decides: the payment goes on by itself. */
import { z } from 'zod';
import { transitionIncident } from '../../domain/incident/states.ts';
import { DELAY_SECONDS_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput, referenceInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { incidentNeeds } from './settleIncident.ts';

const input = z.strictObject({
  incidentId: idInput,
  seconds: z.int().min(1).max(DELAY_SECONDS_MAX),
  reason: referenceInput,
});
type Input = z.infer<typeof input>;
interface Answer {
  incidentId: string;
  payableAt: number;
  remainingSeconds: number;
}

export const delayIncident: Command<Input, Answer> = {
  name: 'delayIncident',
  input,
  sender: ['GUARDIAN'],
  money: false,
  needs: ({ incidentId }, _context, world) => incidentNeeds(world, incidentId),
  decide(world, { incidentId, seconds, reason }, { at, principal }) {
    const draft = openDraft(world, at);
    const incident = draft.get('incidents', incidentId);
    if (incident === null) return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    const status = transitionIncident(incident.status, 'DELAYED');
    if (status === null || incident.payableAt === null) {
      const why = 'Only what is settled and not being paid yet can be delayed.';
      return refuse('STATUS_FORBIDS', { status: incident.status, reason: why, allowedActions: [] });
    }
    const left = DELAY_SECONDS_MAX - incident.delayedSeconds;
    if (seconds > left) return refuse('DELAY_SPENT', { remainingSeconds: left }, 'seconds');
    // A watcher that is late has not begun to pay: the delay counts from now.
    const payableAt = Math.max(incident.payableAt, at) + seconds;
    const delayedSeconds = incident.delayedSeconds + seconds;
    draft.put('incidents', { ...incident, status, payableAt, delayedSeconds });
    draft.emit({
      type: 'incident.delayed',
      node: incidentId,
      also: [incident.productId],
      changes: { seconds, reason, by: principal.id, payableAt },
    });
    return draft.done({ incidentId, payableAt, remainingSeconds: left - seconds });
  },
};
