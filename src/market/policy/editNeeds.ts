/** What changing a policy reads and writes, whichever way it goes. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import type { Context } from '../command.ts';
import { distributionNeeds } from '../distribution/distribution.ts';
import { availableOf, balanceId } from '../ledger/accounts.ts';
import { poolFeedNeeds, segmentNeeds } from '../pool/poolNeeds.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { policyCoverNeeds, poolIdsOf, stepOutNeeds } from './askStepOut.ts';
import { lineNeeds } from './buyNeeds.ts';

interface Order {
  policyId: string;
  coverUntil: UnixSeconds | null;
}

/** Its pools with all that accruing reads, what a purchase of more would look at, and its holder. */
export function editNeeds(
  { policyId, coverUntil }: Order,
  { at }: Pick<Context, 'at'>,
  world: World,
): Need[] {
  const policy = world.peek('policies', policyId);
  const own = [...stepOutNeeds(world, policyId, at), ...policyCoverNeeds(world, policyId)];
  if (policy == null) return own;
  const { productId, accountId, assetId } = policy;
  const line = { productId, termSeconds: policy.coverUntil - at };
  const until = coverUntil ?? policy.coverUntil;
  return [
    ...own,
    need('balances', balanceId(availableOf(accountId), assetId)),
    ...distributionNeeds(
      world,
      policy.distribution?.distributorId ?? null,
      assetId,
      until > policy.coverUntil ? ahead(policy.coverUntil, until) : increaseAhead(world, policy, at),
      at,
    ),
    ...lineNeeds(line, { principal: { id: accountId, roles: [], system: false }, at }, world),
    ...poolIdsOf(policy).flatMap((poolId) => [
      ...poolFeedNeeds(world, poolId),
      ...(until > policy.coverUntil ? segmentNeeds(poolId, [ahead(policy.coverUntil, until)]) : []),
    ]),
  ];
}

/** The span of an increase of now: as a purchase on top would have it. */
function increaseAhead(world: World, { productId, coverUntil }: PolicyDocument, at: UnixSeconds) {
  const product = world.peek('products', productId);
  const coverFrom = at + (product?.waitingSeconds ?? 0);
  return product == null || coverFrom >= coverUntil ? null : ahead(coverFrom, coverUntil);
}

const ahead = (coverFrom: UnixSeconds, coverUntil: UnixSeconds) => ({
  coverFrom,
  coverUntil,
  ratePerSecond: 0n,
  remainder: 0n,
});
