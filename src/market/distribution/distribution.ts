/** Who sold a policy, and for which part of its premium: frozen with the sale, also for later edits. */
import type { DistributorGrade } from '../../domain/distribution/grade.ts';
import { segmentHours } from '../../domain/policy/earningBucket.ts';
import type { EarningSegment } from '../../domain/policy/segment.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { PolicyDistribution } from '../../store/documents/policies.ts';
import { balanceId, unearnedOf } from '../ledger/accounts.ts';
import { bucketId } from '../pool/poolNeeds.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { commissionIdOf, commissionNeeds, distributorIdOf } from './commissionNeeds.ts';

/** What a sale with a code agrees on now, within what its grade allows; null without one. */
export function distributionNow(
  draft: Pick<Draft, 'get' | 'parameters'>,
  code: string | null,
): PolicyDistribution | null | Refusal {
  if (code === null) return null;
  const distributor = draft.get('distributors', distributorIdOf(code));
  if (distributor === null || !distributor.active)
    return refuse('NOT_FOUND', { id: distributorIdOf(code) }, 'distributorCode');
  if (distributor.suspended) return suspendedRefusal('distributorCode');
  const most = draft.parameters.distributors[distributor.grade].commissionBps;
  return { distributorId: distributor._id, commissionBps: Math.min(distributor.commissionBps, most) };
}

/** Refuses a price that was held before its seller was suspended; null while that sells. */
export function heldDistributionRefusal(
  draft: Pick<Draft, 'must'>,
  distribution: PolicyDistribution | null,
): Refusal | null {
  return standingDistribution(draft, distribution) === distribution ? null : suspendedRefusal('quoteToken');
}

/** Who has a part of what is added to a policy now: nobody while its seller is suspended. */
export function standingDistribution(
  draft: Pick<Draft, 'must'>,
  distribution: PolicyDistribution | null,
): PolicyDistribution | null {
  if (distribution === null) return null;
  return draft.must('distributors', distribution.distributorId).suspended ? null : distribution;
}

/** Refuses to ask for more than a grade allows; null where it does. */
export function commissionRefusal(
  { parameters }: Pick<Draft, 'parameters'>,
  grade: DistributorGrade,
  commissionBps: number,
): Refusal | null {
  const most = parameters.distributors[grade].commissionBps;
  if (commissionBps <= most) return null;
  const message = `A distributor of grade ${grade} asks for at most ${most}; governors grade it by proposal.`;
  return refuse('CONFIG_INVALID', { problems: [{ path: 'commissionBps', message }] });
}

function suspendedRefusal(path: string): Refusal {
  const reason = 'Governors have suspended this distributor. Buy without its code; what it has sold stands.';
  return refuse('STATUS_FORBIDS', { status: 'SUSPENDED', reason, allowedActions: [] }, path);
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
    need('assets', assetId),
    ...commissionNeeds(world, commissionId, at),
    need('balances', balanceId(unearnedOf(commissionId), assetId)),
    ...hours.map((hour) => need('earningBuckets', bucketId(commissionId, hour))),
  ];
}
