/** What the commission of a distributor reads and writes. */
import { dueHours, isBehind } from '../../domain/policy/earning.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { availableOf, balanceId, unearnedOf } from '../ledger/accounts.ts';
import { bucketId } from '../pool/poolNeeds.ts';
import { type Need, need, type World } from '../sequencer/world.ts';

/** The id of the distributor of a code. */
export const distributorIdOf = (code: string): string => `dst_${code}`;

/** The id of what a distributor earns in an asset. */
export const commissionIdOf = (distributorId: string, assetId: string): string =>
  `com_${distributorId.slice('dst_'.length)}_${assetId.slice('ast_'.length)}`;

/** True for the id of a commission; whoever else earns premium is a pool. */
export const isCommission = (earnerId: string): boolean => earnerId.startsWith('com_');

/** All that earning a commission to a time reads and writes. */
export function commissionNeeds(world: World, commissionId: string, at: UnixSeconds): Need[] {
  const commission = world.peek('commissions', commissionId);
  const own = need('commissions', commissionId);
  if (commission == null) return [own];
  const { assetId, accountId, earning } = commission;
  const hours = isBehind(earning, at) ? [] : dueHours(earning, at);
  return [
    own,
    need('balances', balanceId(unearnedOf(commissionId), assetId)),
    need('balances', balanceId(availableOf(accountId), assetId)),
    ...hours.map((hour) => need('earningBuckets', bucketId(commissionId, hour))),
  ];
}
