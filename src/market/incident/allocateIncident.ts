/** Allocates a loss event once and for all: who bears what, in the published order, with one hash. */
import { z } from 'zod';
import { isWiped } from '../../domain/pool/shares.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { maximum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { allocateLoss } from '../../domain/waterfall/allocate.ts';
import { fundedOf } from '../../domain/waterfall/prorata.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import { sha256 } from '../../store/sha256.ts';
import { closeRecapitalisation } from '../auction/recapitalisation.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { balanceId, capitalOf, claimsOf } from '../ledger/accounts.ts';
import { accruePool } from '../pool/accrue.ts';
import { putEarmarks } from '../pool/freeze.ts';
import { earmarkedOf } from '../pool/poolBooks.ts';
import { poolNeeds } from '../pool/poolNeeds.ts';
import { bookResult } from '../pool/results.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { type LossSurroundings, lossEventOf } from './lossEvent.ts';

const input = z.strictObject({ incidentId: idInput });
type Input = z.infer<typeof input>;
interface Answer {
  lossEventId: string;
  incidentIds: string[];
}

export const allocateIncident: Command<Input, Answer> = {
  name: 'allocateIncident',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ incidentId }) => incidentId,
  needs: ({ incidentId }, { at }, world) => relatedNeeds(world, incidentId, at),
  decide(world, { incidentId }, { at }) {
    const draft = openDraft(world, at);
    const incident = draft.get('incidents', incidentId);
    if (incident === null) return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    if (incident.status !== 'FINAL') {
      const reason = 'Only an incident whose claims have been added up is allocated, once.';
      return refuse('STATUS_FORBIDS', { status: incident.status, reason, allowedActions: [] });
    }
    const event = lossEventOf(incident, surroundingsOf(draft, relatedIds(world, incidentId)), at);
    if (!event.ready) {
      const reason = 'It waits for the other incidents of its loss event.';
      return refuse('STATUS_FORBIDS', { status: 'FINAL', reason, allowedActions: [] });
    }
    const lossEventId = `los_${event.members[0]?._id.slice('inc_'.length)}`;
    const funded = fundPools(draft, event.members);
    const given = [...funded].map(([poolId, pool]) => [
      poolId,
      { funded: pool.funded, claimed: pool.claimed },
    ]);
    const members = event.members.map(claimsOfIncident);
    const hash = sha256(canonical({ lossEventId, members, funded: given }));
    closeAllocation(draft, event.members, funded, lossEventId, hash);
    return draft.done({ lossEventId, incidentIds: event.members.map(({ _id }) => _id) });
  },
};

/**
 * Incidents that have something set aside in the pools of an incident, and in the pools of those, and so on.
 */
function relatedIds(world: World, incidentId: string): string[] {
  const ids = [incidentId];
  for (const id of ids) {
    for (const { poolId } of world.peek('incidents', id)?.pools ?? []) {
      for (const earmark of world.peek('pools', poolId)?.earmarks ?? []) {
        if (earmark.incidentId !== null && !ids.includes(earmark.incidentId)) ids.push(earmark.incidentId);
      }
    }
  }
  return ids;
}

function relatedNeeds(world: World, incidentId: string, at: number): Need[] {
  return relatedIds(world, incidentId).flatMap((id) => [
    need('incidents', id),
    ...(world.peek('incidents', id)?.pools ?? []).flatMap(({ poolId }) => {
      const assetId = world.peek('pools', poolId)?.assetId;
      const claims = assetId === undefined ? [] : [need('balances', balanceId(claimsOf(poolId), assetId))];
      return [...poolNeeds(world, poolId, at), ...claims];
    }),
  ]);
}

function surroundingsOf(draft: Draft, relatedIds: readonly string[]): LossSurroundings {
  const incidents = relatedIds.map((id) => draft.get('incidents', id)).filter((found) => found !== null);
  const poolIds = new Set(incidents.flatMap(({ pools }) => pools.map(({ poolId }) => poolId)));
  return { incidents, pools: [...poolIds].map((poolId) => draft.must('pools', poolId)) };
}

const claimsOfIncident = ({ _id, pools }: IncidentDocument) => ({
  incidentId: _id,
  pools: pools.map(({ poolId, claimed }) => ({ poolId, claimed })),
});

interface Funded {
  funded: Amount;
  claimed: Amount;
  capitalBefore: Amount;
  sharesBefore: Amount;
}

/** Takes each pool's loss from its layers and sets it aside for the claimants. Answers by pool. */
function fundPools(draft: Draft, members: readonly IncidentDocument[]): Map<string, Funded> {
  const memberIds = new Set(members.map(({ _id }) => _id));
  const result = new Map<string, Funded>();
  for (const poolId of new Set(members.flatMap(({ pools }) => pools.map((pool) => pool.poolId)))) {
    const claims = members.flatMap(({ pools }) => pools.filter((pool) => pool.poolId === poolId));
    const claimed = claims.reduce((sum, pool) => sum + pool.claimed, 0n);
    const pool = accruePool(draft, poolId);
    const earmarks = pool.earmarks.filter(
      ({ incidentId }) => incidentId === null || !memberIds.has(incidentId),
    );
    putEarmarks(draft, pool, earmarks);
    const capital = draft.balance(capitalOf(poolId), pool.assetId);
    // What other breaches have set aside is not theirs to take.
    const balance = maximum(0n, capital - earmarkedOf({ ...pool, earmarks }));
    const { haircut } = allocateLoss(claimed, [{ id: poolId, balance, keptMinimum: 0n, cap: null }]);
    const shared = fundedOf(claimed, haircut);
    draft.move(capitalOf(poolId), claimsOf(poolId), pool.assetId, shared.funded);
    bookResult(draft, poolId, 'losses', shared.funded);
    result.set(poolId, { ...shared, capitalBefore: capital, sharesBefore: pool.shares });
    markWiped(draft, poolId);
  }
  return result;
}

function markWiped(draft: Draft, poolId: string): void {
  const pool = draft.must('pools', poolId);
  const capital = draft.balance(capitalOf(poolId), pool.assetId);
  if (!isWiped(capital, earmarkedOf(pool), pool.shares)) return;
  const left = closeRecapitalisation(draft, pool, 'GIVEN_UP');
  draft.put('pools', { ...left, status: 'WIPED', topUpCall: null });
  draft.emit({ type: 'pool.status_changed', node: poolId, changes: { status: 'WIPED' } });
}

function closeAllocation(
  draft: Draft,
  members: readonly IncidentDocument[],
  funded: ReadonlyMap<string, Funded>,
  lossEventId: string,
  allocationHash: string,
): void {
  const sums = new Map<string, Amount>();
  for (const incident of members) {
    const pools = incident.pools.map((pool) => {
      const claimedBefore = sums.get(pool.poolId) ?? 0n;
      sums.set(pool.poolId, claimedBefore + pool.claimed);
      const shared = funded.get(pool.poolId);
      if (shared === undefined) throw new Error(`${pool.poolId} was not funded for ${incident._id}`);
      const { funded: given, claimed: eventClaimed, ...before } = shared;
      return { ...pool, ...before, claimedBefore, funded: given, eventClaimed };
    });
    const allocated = { allocatedAt: draft.at, pools, lossEventId, allocationHash };
    draft.put('incidents', { ...incident, status: 'ALLOCATED', ...allocated });
    draft.emit({
      type: 'incident.allocated',
      node: incident._id,
      also: [incident.productId, ...pools.map(({ poolId }) => poolId)],
      changes: { lossEventId, allocationHash },
    });
  }
}
