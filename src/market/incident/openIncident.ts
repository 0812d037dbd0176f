/**
 * Opens the incident of a confirmed breach, and calls commitments for it. Its id follows from product and
 * confirmation: it exists once.
 */
import { z } from 'zod';
import { incidentIdOf } from '../../domain/incident/incidentId.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { Command } from '../command.ts';
import { callCommitments, callNeeds } from '../commitment/callCommitments.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';

const input = z.strictObject({ productId: idInput, confirmedAt: secondsInput });
type Input = z.infer<typeof input>;

export const openIncident: Command<Input, { incidentId: string }> = {
  name: 'openIncident',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ productId, confirmedAt }) => incidentIdOf(productId, confirmedAt),
  needs({ productId, confirmedAt }, _context, world) {
    const assetId = world.peek('products', productId)?.assetId;
    return [
      need('products', productId),
      need('incidents', incidentIdOf(productId, confirmedAt)),
      ...(assetId === undefined ? [] : callNeeds(world, assetId)),
    ];
  },
  decide(world, { productId, confirmedAt }, { at }) {
    const draft = openDraft(world, at);
    const product = draft.get('products', productId);
    if (product === null) return refuse('NOT_FOUND', { id: productId }, 'productId');
    const verdict = product.verdicts.find(
      (found) => found.confirmedAt === confirmedAt && found.incidentId === null,
    );
    if (verdict === undefined) {
      const reason = 'No confirmed breach of that time waits for its incident.';
      return refuse('STATUS_FORBIDS', { status: product.phase, reason, allowedActions: [] });
    }
    const incidentId = incidentIdOf(productId, confirmedAt);
    draft.put('incidents', newIncident(incidentId, product, verdict));
    draft.put('products', {
      ...product,
      verdicts: product.verdicts.map((found) => (found === verdict ? { ...found, incidentId } : found)),
      openIncidentIds: [...product.openIncidentIds, incidentId],
    });
    draft.emit({
      type: 'incident.confirmed',
      node: incidentId,
      also: [productId, ...product.poolIds],
      eventTime: confirmedAt,
      changes: { breachStart: verdict.breachStart },
    });
    callCommitments(draft, { incidentId, assetId: product.assetId, breachStart: verdict.breachStart });
    return draft.done({ incidentId });
  },
};

/** As it begins: nothing is settled, assessed or paid. */
function newIncident(
  incidentId: string,
  product: ProductDocument,
  verdict: ProductDocument['verdicts'][number],
): IncidentDocument {
  return {
    _id: incidentId,
    version: 0,
    productId: product._id,
    assetId: product.assetId,
    ruleHash: product.ruleHash,
    status: product.rule.payout.kind === 'BINARY' ? 'CONFIRMED' : 'SETTLING',
    breachStart: verdict.breachStart,
    confirmedAt: verdict.confirmedAt,
    settlesAt: null,
    settlementValueWad: null,
    payoutRatioWad: null,
    payableAt: null,
    heldSince: null,
    delayedSeconds: 0,
    challenges: [],
    firstResult: null,
    assessedAt: null,
    cursor: '',
    paidThrough: false,
    policies: { scanned: 0, eligible: 0, paid: 0 },
    unpaidBy: {},
    pools: product.poolIds.map((poolId) => ({
      poolId,
      claimed: 0n,
      funded: 0n,
      fromCapital: 0n,
      eventClaimed: 0n,
      claimedBefore: 0n,
      claimedPaid: 0n,
      capitalBefore: 0n,
      sharesBefore: 0n,
    })),
    treasuryApproved: 0n,
    lossEventId: null,
    saleUntil: null,
    finalAt: null,
    allocatedAt: null,
    allocationHash: null,
    evidenceHash: verdict.evidenceHash,
    causes: verdict.causes,
    evidence: null,
    paidAt: null,
  };
}
