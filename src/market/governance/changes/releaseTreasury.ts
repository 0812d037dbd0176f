/**
 * Lets the emergency treasury pay for an incident: before it is allocated up to an amount, as its last layer;
 * after it was paid at once, for what its claimants are still owed.
 */
import { z } from 'zod';
import { treasuryPays } from '../../../domain/fund/treasury.ts';
import { type Refusal, refuse } from '../../../domain/shared/refusals.ts';
import { maximum } from '../../../domain/shared/rounding.ts';
import type { Amount } from '../../../domain/shared/units.ts';
import { divideByWeights } from '../../../domain/waterfall/prorata.ts';
import type { IncidentDocument } from '../../../store/documents/incidents.ts';
import { amountInput, idInput } from '../../inputs.ts';
import { reserveOf } from '../../ledger/accounts.ts';
import { payAcross, reserveNeeds } from '../../reserve/flows.ts';
import { noteRecovered } from '../../reserve/recovery.ts';
import { reserveIdOf } from '../../reserve/reserveId.ts';
import {
  noteRelease,
  treasuryCaps,
  treasuryIdOf,
  treasuryNeeds,
  treasuryRoomOf,
} from '../../reserve/treasury.ts';
import type { Draft } from '../../sequencer/draft.ts';
import { need } from '../../sequencer/world.ts';
import type { Applied, ChangeKind } from '../change.ts';

const input = z.strictObject({ incidentId: idInput, amount: amountInput });
type Input = z.infer<typeof input>;

export const releaseTreasury: ChangeKind<Input> = {
  kind: 'releaseTreasury',
  input,
  needs({ incidentId }, _context, world) {
    const incident = world.peek('incidents', incidentId);
    if (incident == null) return [need('incidents', incidentId)];
    const { assetId, pools } = incident;
    const funds = pools.flatMap(({ poolId }) => reserveNeeds(reserveIdOf('POOL_FUND', poolId), assetId));
    return [need('incidents', incidentId), ...treasuryNeeds(assetId), ...funds];
  },
  apply(draft, { incidentId, amount }, { proposalId }) {
    const incident = draft.get('incidents', incidentId);
    if (incident === null || draft.get('reserves', treasuryIdOf(incident.assetId)) === null)
      return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    const { status } = incident;
    if (status === 'PAID') return repay(draft, incident, amount, proposalId);
    if (status === 'ALLOCATED' || status === 'PAYING' || status === 'REVERSED') {
      const reason =
        status === 'REVERSED'
          ? 'Nothing is owed for it.'
          : 'It is being paid; what is owed after that can be paid then.';
      return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] }, 'incidentId');
    }
    return approve(draft, incident, amount, proposalId);
  },
};

/** Nothing moves before the incident is allocated: the treasury is asked last, with what it has then. */
function approve(
  draft: Draft,
  incident: IncidentDocument,
  amount: Amount,
  proposalId: string,
): Applied | Refusal {
  const { _id: incidentId, assetId, treasuryApproved: before } = incident;
  if (treasuryRoomOf(draft, assetId, null, draft.at) === 0n) return nothing(incident);
  const after = before + amount;
  draft.put('incidents', { ...incident, treasuryApproved: after });
  draft.emit({
    type: 'incident.treasury_approved',
    node: incidentId,
    also: [treasuryIdOf(assetId), proposalId],
    changes: { amount: `${amount}`, approved: `${after}` },
  });
  return { refused: false, subject: incidentId, before: `${before}`, after: `${after}` };
}

/** Pays what claimants are still owed into the funds that repay it, in proportion. */
function repay(
  draft: Draft,
  incident: IncidentDocument,
  approved: Amount,
  proposalId: string,
): Applied | Refusal {
  const { _id: incidentId, assetId, pools, lossEventId } = incident;
  const treasuryId = treasuryIdOf(assetId);
  const fundIds = pools.map(({ poolId }) => reserveIdOf('POOL_FUND', poolId));
  const owed = fundIds.map((fundId) => {
    const { recovery } = draft.must('reserves', fundId);
    return maximum(0n, recovery.owed - recovery.recovered);
  });
  const shortfall = owed.reduce((sum, amount) => sum + amount, 0n);
  const { releases } = draft.must('reserves', treasuryId);
  const request = { lossEventId: lossEventId ?? incidentId, approved, shortfall };
  const balance = draft.balance(reserveOf(treasuryId), assetId);
  const paid = treasuryPays(request, balance, releases, draft.at, treasuryCaps(draft.parameters));
  if (paid === 0n) return nothing(incident);
  const parts = divideByWeights(paid, owed);
  for (const [index, fundId] of fundIds.entries()) {
    const part = parts[index] ?? 0n;
    const to = { reserveId: fundId, source: 'RECOVERY' } as const;
    payAcross(draft, { reserveId: treasuryId, use: 'REPAYMENT' }, to, part);
    noteRecovered(draft, fundId, part);
  }
  noteRelease(draft, treasuryId, { lossEventId: request.lossEventId, amount: paid });
  draft.emit({
    type: 'reserve.drawn',
    node: treasuryId,
    also: [incidentId, proposalId, ...fundIds],
    changes: { lossEventId: request.lossEventId, amount: `${paid}` },
  });
  return { refused: false, subject: incidentId, before: null, after: `${paid}` };
}

const nothing = ({ status }: IncidentDocument): Refusal =>
  refuse(
    'STATUS_FORBIDS',
    {
      ...{ status, allowedActions: [] },
      reason: 'The treasury has nothing to pay for it: it is empty, its caps are used, or nothing is owed.',
    },
    'incidentId',
  );
