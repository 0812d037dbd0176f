/** What changing a policy reads and writes, whichever way it goes. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Context } from '../command.ts';
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
    ...lineNeeds(line, { principal: { id: accountId, roles: [], system: false }, at }, world),
    ...poolIdsOf(policy).flatMap((poolId) => [
      ...poolFeedNeeds(world, poolId),
      ...(until > policy.coverUntil ? segmentNeeds(poolId, [ahead(policy.coverUntil, until)]) : []),
    ]),
  ];
}

const ahead = (coverFrom: UnixSeconds, coverUntil: UnixSeconds) => ({
  coverFrom,
  coverUntil,
  ratePerSecond: 0n,
  remainder: 0n,
});
