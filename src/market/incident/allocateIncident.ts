/** Allocates a loss event once and for all: who bears what, in the published order, with one hash. */
import { z } from 'zod';
import { earmarkedOf } from '../../domain/pool/earmark.ts';
import { isWiped } from '../../domain/pool/shares.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { allocateEvent } from '../../domain/waterfall/allocateEvent.ts';
import { fundedOf } from '../../domain/waterfall/prorata.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { LossEventDocument } from '../../store/documents/lossEvents.ts';
import { closeRecapitalisation } from '../auction/recapitalisation.ts';
import { endSalesFor } from '../auction/sale.ts';
import type { Command } from '../command.ts';
import { settleCalled } from '../commitment/settleCalled.ts';
import { idInput } from '../inputs.ts';
import { capitalOf, claimsOf } from '../ledger/accounts.ts';
import { putEarmarks } from '../pool/freeze.ts';
import { bookResult } from '../pool/results.ts';
import { newRunOff } from '../pool/runOffStep.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { accrueVault } from '../vault/accrue.ts';
import { otherVaultIds } from '../vault/otherAssets.ts';
import { slashVault } from '../vault/slash.ts';
import { vaultIdOf } from '../vault/vaultId.ts';
import { calledLayers } from '../waterfall/calledLayers.ts';
import { fundedLayers } from '../waterfall/fundedLayers.ts';
import { allocationHashOf } from '../waterfall/hash.ts';
import { takeFromReserves } from '../waterfall/takeDebits.ts';
import { lossEventOf } from './lossEvent.ts';
import { lossesOf } from './losses.ts';
import { lossNeeds, lossSurroundings } from './lossPools.ts';

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
  needs: ({ incidentId }, { at }, world) => lossNeeds(world, incidentId, at),
  decide(world, { incidentId }, { at }) {
    const draft = openDraft(world, at);
    const incident = draft.get('incidents', incidentId);
    if (incident === null) return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    if (incident.status !== 'FINAL') {
      const reason = 'Only an incident whose claims have been added up is allocated, once.';
      return refuse('STATUS_FORBIDS', { status: incident.status, reason, allowedActions: [] });
    }
    const surroundings = lossSurroundings(world, draft, incident.assetId, incidentId);
    const event = lossEventOf(incident, surroundings, at);
    if (!event.ready) {
      const reason = 'It waits for the other incidents of its loss event.';
      return refuse('STATUS_FORBIDS', { status: 'FINAL', reason, allowedActions: [] });
    }
    const wait = saleWait(draft, event.members);
    if (wait !== null) return refuse('STATUS_FORBIDS', { status: 'FINAL', reason: wait, allowedActions: [] });
    const lossEventId = `los_${event.members[0]?._id.slice('inc_'.length)}`;
    const { funded, hash } = fundPools(draft, lossEventId, event.members);
    closeAllocation(draft, event.members, funded, lossEventId, hash);
    return draft.done({ lossEventId, incidentIds: event.members.map(({ _id }) => _id) });
  },
};

/** Why an allocation waits for what vaults in another asset are sold for, or null. */
function saleWait(draft: Draft, members: readonly IncidentDocument[]): string | null {
  if (otherVaultIds(draft.must('assets', incidentAssetId(members))).length === 0) return null;
  if (members.some(({ saleUntil }) => saleUntil === null)) return 'What is behind it is sold first.';
  return members.some(({ saleUntil }) => (saleUntil ?? 0) > draft.at)
    ? 'What is behind it is being sold.'
    : null;
}

const claimsOfIncident = ({ _id, pools }: IncidentDocument): LossEventDocument['members'][number] => ({
  incidentId: _id,
  pools: pools.map(({ poolId, claimed }) => ({ poolId, claimed })),
});

interface Funded {
  funded: Amount;
  claimed: Amount;
  fromCapital: Amount;
  capitalBefore: Amount;
  sharesBefore: Amount;
}

/** Asks all layers, in their order, and sets what they give aside for the claimants. Answers by pool. */
function fundPools(
  draft: Draft,
  lossEventId: string,
  members: readonly IncidentDocument[],
): { funded: Map<string, Funded>; hash: string } {
  const assetId = incidentAssetId(members);
  const losses = lossesOf(draft, members);
  // What the event has set aside in its pools is free to be taken.
  for (const { pool, otherEarmarks } of losses) putEarmarks(draft, pool, otherEarmarks);
  if (draft.get('vaults', vaultIdOf(assetId)) !== null) accrueVault(draft, vaultIdOf(assetId));
  const claimants = losses.map(({ id, loss }) => ({ id, loss }));
  const poolIds = losses.map(({ id }) => id);
  const layers = [...fundedLayers(draft, assetId, losses), ...calledLayers(draft, assetId, members, poolIds)];
  const { debits, haircuts } = allocateEvent(claimants, layers);
  const event = { _id: lossEventId, assetId, members: members.map(claimsOfIncident), claimants, layers };
  const hash = allocationHashOf({ ...event, debits, haircuts });
  draft.create('lossEvents', { ...event, version: 0, debits, haircuts, hash, allocatedAt: draft.at });
  takeFromReserves(draft, lossEventId, debits, claimsOf);
  settleCalled(draft, assetId, { lossEventId, members, debits, haircuts });
  slashVault(draft, assetId, event, debits);
  const unpaid = losses.map(({ pool }, index) => ({ pool, amount: haircuts[index] ?? 0n }));
  endSalesFor(draft, assetId, members, unpaid);
  const funded = new Map<string, Funded>();
  for (const [index, { id, loss, pool, capitalBefore }] of losses.entries()) {
    const fromCapital = debits.find(({ layer }) => layer === id)?.amount ?? 0n;
    draft.move(capitalOf(id), claimsOf(id), pool.assetId, fromCapital);
    bookResult(draft, id, 'losses', fromCapital);
    const shared = fundedOf(loss, haircuts[index] ?? 0n);
    funded.set(id, { ...shared, fromCapital, capitalBefore, sharesBefore: pool.shares });
    markWiped(draft, id);
  }
  return { funded, hash };
}

/** All that is lost together is paid in one asset. */
const incidentAssetId = (members: readonly IncidentDocument[]): string => members[0]?.assetId ?? '';

function markWiped(draft: Draft, poolId: string): void {
  const pool = draft.must('pools', poolId);
  const capital = draft.balance(capitalOf(poolId), pool.assetId);
  if (!isWiped(capital, earmarkedOf(pool), pool.shares)) return;
  const left = closeRecapitalisation(draft, pool, 'GIVEN_UP');
  const runOff = left.runOff ?? newRunOff(draft.at);
  draft.put('pools', { ...left, status: 'WIPED', topUpCall: null, runOff });
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
