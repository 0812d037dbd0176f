/** What commands on vaults read. */
import { dueHours, isBehind } from '../../domain/policy/earning.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { incomeSegment } from '../../domain/vault/income.ts';
import { balanceId, incomeOf, unearnedOf } from '../ledger/accounts.ts';
import { bucketId, segmentNeeds } from '../pool/poolNeeds.ts';
import { reserveNeeds } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import { type Need, need, type World } from '../sequencer/world.ts';

/**
 * All that accruing a vault to a time reads and writes. One far behind names no hours: it answers
 * RETRY_LATER.
 */
export function vaultNeeds(world: World, vaultId: string, at: UnixSeconds): Need[] {
  const vault = world.peek('vaults', vaultId);
  if (vault == null) return [need('vaults', vaultId)];
  const { assetId, earning } = vault;
  const hours = isBehind(earning, at) ? [] : dueHours(earning, at);
  return [
    need('vaults', vaultId),
    need('assets', assetId),
    ...reserveNeeds(vaultId, assetId),
    ...reserveNeeds(reserveIdOf('SHARED_FUND', assetId), assetId),
    ...[unearnedOf(vaultId), incomeOf(vaultId)].map((account) =>
      need('balances', balanceId(account, assetId)),
    ),
    ...hours.map((hour) => need('earningBuckets', bucketId(vaultId, hour))),
    // Whatever the amount: the hours in which an income that is taken up now begins and ends.
    ...segmentNeeds(vaultId, [incomeSegment(1n, at)]),
  ];
}

/** Every vault that pays in an asset: who is frozen by a breach of what that asset pays. */
export function payingVaultNeeds(world: World, assetId: string | undefined): Need[] {
  if (assetId === undefined) return [];
  const vaultIds = world.peek('assets', assetId)?.vaultIds ?? [];
  const vaults = vaultIds.flatMap((vaultId) => {
    // What it holds says what it backs.
    const held = world.peek('vaults', vaultId)?.assetId ?? assetId;
    return [need('vaults', vaultId), need('assets', held)];
  });
  return [need('assets', assetId), ...vaults];
}
