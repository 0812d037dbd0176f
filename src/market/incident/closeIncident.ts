/** Ends an incident whose last policy has been paid: its product may be calm again. */
import { z } from 'zod';
import { transitionIncident } from '../../domain/incident/states.ts';
import { earmarkedOf } from '../../domain/pool/earmark.ts';
import { lockedCapital } from '../../domain/pool/locked.ts';
import { poolAssets } from '../../domain/pool/shares.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { poolCapitalNeeds } from '../pool/poolNeeds.ts';
import { sweepNeeds, sweepWithoutShares } from '../pool/sweep.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import type { Need, World } from '../sequencer/world.ts';
import { thawVaults } from '../vault/freeze.ts';
import { payingVaultNeeds } from '../vault/vaultNeeds.ts';
import { incidentNeeds } from './settleIncident.ts';

const input = z.strictObject({ incidentId: idInput });
type Input = z.infer<typeof input>;

export const closeIncident: Command<Input, { incidentId: string }> = {
  name: 'closeIncident',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ incidentId }) => incidentId,
  needs: ({ incidentId }, _context, world) => [
    ...incidentNeeds(world, incidentId),
    ...poolsNeeds(
      world,
      (world.peek('incidents', incidentId)?.pools ?? []).map(({ poolId }) => poolId),
    ),
    ...payingVaultNeeds(world, world.peek('incidents', incidentId)?.assetId),
  ],
  decide(world, { incidentId }, { at }) {
    const draft = openDraft(world, at);
    const incident = draft.get('incidents', incidentId);
    if (incident === null) return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    const status = transitionIncident(incident.status, 'PAID');
    if (status === null || !incident.paidThrough) {
      const reason = 'Not every policy has been paid.';
      return refuse('STATUS_FORBIDS', { status: incident.status, reason, allowedActions: [] });
    }
    for (const { poolId, claimed, claimedPaid } of incident.pools) {
      if (claimed !== claimedPaid)
        throw new Error(`${incidentId} owes ${claimed} of ${poolId} and paid on ${claimedPaid}`);
    }
    const product = draft.must('products', incident.productId);
    draft.put('incidents', { ...incident, status, paidAt: at });
    draft.put('products', {
      ...product,
      openIncidentIds: product.openIncidentIds.filter((id) => id !== incidentId),
    });
    for (const { poolId, fromCapital } of incident.pools) {
      if (fromCapital > 0n) noteUncovered(draft, poolId);
      sweepWithoutShares(draft, poolId);
    }
    thawVaults(draft, product._id);
    const { policies, unpaidBy } = incident;
    draft.emit({
      type: 'incident.paid',
      node: incidentId,
      also: [product._id],
      changes: { ...policies, unpaidBy },
    });
    return draft.done({ incidentId });
  },
};

/** A loss that leaves less than cover locks lets the holders go without a fee. */
function noteUncovered(draft: Draft, poolId: string): void {
  const pool = draft.must('pools', poolId);
  const assets = poolAssets(draft.balance(capitalOf(poolId), pool.assetId), earmarkedOf(pool));
  if (lockedCapital(pool) > assets) draft.put('pools', { ...pool, uncoveredAt: draft.at });
}

function poolsNeeds(world: World, poolIds: readonly string[]): Need[] {
  return [...poolIds.flatMap((poolId) => poolCapitalNeeds(world, poolId)), ...sweepNeeds(world, poolIds)];
}
