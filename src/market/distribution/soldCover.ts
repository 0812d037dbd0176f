/** Cover that was sold with the code of a distributor: how much of it is in force, and how much may be. */
import { newEarning } from '../../domain/policy/earning.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { maximum } from '../../domain/shared/rounding.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { CommissionDocument, DistributorDocument } from '../../store/documents/distribution.ts';
import type { PolicyDistribution, PolicyDocument } from '../../store/documents/policies.ts';
import { wholeUnitOf } from '../asset/wholeUnit.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need } from '../sequencer/world.ts';
import { commissionIdOf } from './commissionNeeds.ts';

/** What a distributor sells in an asset, before it has sold anything. */
export function newCommission(
  { _id: distributorId, accountId }: DistributorDocument,
  assetId: string,
  at: UnixSeconds,
): CommissionDocument {
  const _id = commissionIdOf(distributorId, assetId);
  return { _id, version: 0, distributorId, accountId, assetId, cover: 0n, earning: newEarning(at) };
}

/** Refuses cover beyond what the distributor's grade lets be in force. Policies that stand are untouched. */
export function soldCoverRefusal(
  draft: Draft,
  distribution: PolicyDistribution | null,
  assetId: string,
  added: Amount,
): Refusal | null {
  if (distribution === null) return null;
  const { grade } = draft.must('distributors', distribution.distributorId);
  const sold = draft.get('commissions', commissionIdOf(distribution.distributorId, assetId))?.cover ?? 0n;
  const limit = draft.parameters.distributors[grade].coverUnits * wholeUnitOf(draft, assetId);
  const available = maximum(0n, limit - sold);
  if (added <= available) return null;
  return refuse('CAPACITY_TOO_LOW', { available, byPool: [], bindingLimit: 'DISTRIBUTOR' }, 'coverAmount');
}

/** Counts cover that was sold with a code; what ends or is paid takes away. */
export function addSoldCover(
  draft: Draft,
  distribution: PolicyDistribution | null,
  assetId: string,
  added: Amount,
): void {
  if (distribution === null || added === 0n) return;
  const { distributorId } = distribution;
  const commission =
    draft.get('commissions', commissionIdOf(distributorId, assetId)) ??
    newCommission(draft.must('distributors', distributorId), assetId, draft.at);
  draft.put('commissions', { ...commission, cover: commission.cover + added });
}

/** What counting the cover of a policy writes. */
export function soldCoverNeeds(policy: PolicyDocument | null | undefined): Need[] {
  if (policy?.distribution == null) return [];
  return [need('commissions', commissionIdOf(policy.distribution.distributorId, policy.assetId))];
}
