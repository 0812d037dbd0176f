/**
 * Takes up the settlement value once its window is over, and opens the challenge window:
 * no money moves before.
 */
import { z } from 'zod';
import { transitionIncident } from '../../domain/incident/states.ts';
import { EVIDENCE_BYTES_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { hashInput, idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';

const input = z.strictObject({
  incidentId: idInput,
  /** Names the bundle of all that the result follows from; null where slots were closed without evidence. */
  evidence: z
    .strictObject({ sha256: hashInput, bytes: z.int().min(1).max(EVIDENCE_BYTES_MAX) })
    .nullable()
    .default(null),
});
type Input = z.infer<typeof input>;

/** An incident and its product. */
export function incidentNeeds(world: World, incidentId: string): Need[] {
  const incident = world.peek('incidents', incidentId);
  const own = need('incidents', incidentId);
  return incident === undefined || incident === null ? [own] : [own, need('products', incident.productId)];
}

export const settleIncident: Command<Input, { incidentId: string }> = {
  name: 'settleIncident',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ incidentId }) => incidentId,
  needs: ({ incidentId }, _context, world) => incidentNeeds(world, incidentId),
  decide(world, { incidentId, evidence }, { at }) {
    const draft = openDraft(world, at);
    const incident = draft.get('incidents', incidentId);
    if (incident === null) return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    const product = draft.must('products', incident.productId);
    const verdict = product.verdicts.find((found) => found.incidentId === incidentId);
    const status = transitionIncident(incident.status, 'SETTLED');
    if (status === null || verdict === undefined || verdict.settled === null) {
      const reason = 'The settlement window is not over.';
      return refuse('STATUS_FORBIDS', { status: incident.status, reason, allowedActions: [] });
    }
    const { settlesAt, valueWad, ratioWad } = verdict.settled;
    draft.put('incidents', {
      ...incident,
      status,
      settlesAt,
      settlementValueWad: valueWad,
      payoutRatioWad: ratioWad,
      payableAt: at + product.challengeSeconds,
      evidenceHash: verdict.evidenceHash,
      evidence,
    });
    draft.put('products', { ...product, verdicts: product.verdicts.filter((found) => found !== verdict) });
    draft.emit({
      type: 'incident.settled',
      node: incidentId,
      also: [product._id],
      eventTime: settlesAt,
      changes: {
        settlementValueWad: valueWad === null ? null : `${valueWad}`,
        payoutRatioWad: `${ratioWad}`,
        evidence: evidence?.sha256 ?? null,
      },
    });
    return draft.done({ incidentId });
  },
};
