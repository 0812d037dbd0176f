/** Who sold a policy, and for which part of its premium: frozen with the sale, also for later edits. */

import { segmentHours } from '../../domain/policy/earningBucket.ts';
import type { EarningSegment } from '../../domain/policy/segment.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { PolicyDistribution } from '../../store/documents/policies.ts';
import { balanceId, unearnedOf } from '../ledger/accounts.ts';
import { bucketId } from '../pool/poolNeeds.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { commissionIdOf, commissionNeeds, distributorIdOf } from './commissionNeeds.ts';

/** What a sale with a code agrees on now; null without one. */
export function distributionNow(
  world: Pick<World, 'get'>,
  code: string | null,
): PolicyDistribution | null | Refusal {
  if (code === null) return null;
  const distributor = world.get('distributors', distributorIdOf(code));
  if (distributor === null || !distributor.active)
    return refuse('NOT_FOUND', { id: distributorIdOf(code) }, 'distributorCode');
  return { distributorId: distributor._id, commissionBps: distributor.commissionBps };
}

/** What selling with a commission reads and writes; a segment ahead begins and ends in its hours. */
export function distributionNeeds(
  world: World,
  distributorId: string | null,
  assetId: string | undefined,
  ahead: EarningSegment | null,
  at: UnixSeconds,
): Need[] {
  if (distributorId === null) return [];
  const own = need('distributors', distributorId);
  if (assetId === undefined) return [own];
  const commissionId = commissionIdOf(distributorId, assetId);
  const hours = ahead === null ? [] : segmentHours(ahead);
  return [
    own,
    ...commissionNeeds(world, commissionId, at),
    need('balances', balanceId(unearnedOf(commissionId), assetId)),
    ...hours.map((hour) => need('earningBuckets', bucketId(commissionId, hour))),
  ];
}
