/**
 * Whoever earns over time: a pool or a distributor in one asset premium, a vault its income, a pool what its
 * own fund gives, under the fund's id. They are told apart by their ids.
 */
import { type EarningState, newEarning } from '../../domain/policy/earning.ts';
import { earnersOf, type PolicySegment } from '../../domain/policy/policySegment.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import { accrueCommission, payCommission } from '../distribution/commission.ts';
import { commissionNeeds, isCommission } from '../distribution/commissionNeeds.ts';
import { accruePool, distributeEarned } from '../pool/accrue.ts';
import { poolNeeds, segmentNeeds } from '../pool/poolNeeds.ts';
import { poolOfFund } from '../reserve/reserveId.ts';
import type { Draft } from '../sequencer/draft.ts';
import type { Need, World } from '../sequencer/world.ts';
import { isVault } from '../vault/vaultId.ts';

/** How far it has earned, and at which rate. */
export function earningOf(draft: Draft, earnerId: string): EarningState {
  if (isVault(earnerId)) return draft.must('vaults', earnerId).earning;
  const poolId = poolOfFund(earnerId);
  if (poolId !== null) return draft.must('pools', poolId).income ?? newEarning(draft.at);
  const collection = isCommission(earnerId) ? 'commissions' : 'pools';
  return draft.must(collection, earnerId).earning;
}

/** Stores how far it has earned. */
export function putEarning(draft: Draft, earnerId: string, earning: EarningState): void {
  const poolId = poolOfFund(earnerId);
  if (poolId !== null) draft.put('pools', { ...draft.must('pools', poolId), income: earning });
  else if (isVault(earnerId)) draft.put('vaults', { ...draft.must('vaults', earnerId), earning });
  else if (isCommission(earnerId))
    draft.put('commissions', { ...draft.must('commissions', earnerId), earning });
  else draft.put('pools', { ...draft.must('pools', earnerId), earning });
}

/** Earns up to the draft's time. */
export function accrueEarner(draft: Draft, earnerId: string): void {
  if (isCommission(earnerId)) accrueCommission(draft, earnerId);
  else accruePool(draft, earnerId);
}

/** Moves what was earned out of unearned: a pool's by the published split, a commission to its account. */
export function payEarned(draft: Draft, earnerId: string, earned: Amount): void {
  if (isCommission(earnerId)) payCommission(draft, earnerId, earned);
  else distributeEarned(draft, earnerId, earned);
}

/** Who earns premiums of a policy, each once. */
export const earnerIdsOf = (segments: readonly PolicySegment[]): string[] => [
  ...new Set(earnersOf(segments).map(({ earnerId }) => earnerId)),
];

/**
 * All that earning premiums of a policy reads and writes, and the hours in which its segments begin and
 * end.
 */
export function policyEarnerNeeds(world: World, policyId: string, at: UnixSeconds): Need[] {
  const policy = world.peek('policies', policyId);
  if (policy == null) return [];
  const { segments, assetId } = policy;
  return earnersOf(segments).flatMap(({ earnerId, earning }) => [
    ...(isCommission(earnerId)
      ? commissionNeeds(world, earnerId, at)
      : poolNeeds(world, earnerId, at, assetId)),
    ...segmentNeeds(earnerId, earning),
  ]);
}
