/**
 * What vaults in another asset have been sold for, as layers: behind all that is governed, because a sale
 * begins only for what those lack, and before what is called.
 */
import type { LossEventLayer } from '../../store/documents/lossEvents.ts';
import { reserveOf } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';
import { backsPool } from '../vault/backing.ts';
import { otherVaultsOf, proceedsIdOf } from '../vault/otherAssets.ts';
import type { LosingPool } from './poolLayers.ts';

/** Every draw without a cap of its own: the cap was on what could be sold. */
const ALL = 'ALL';

/** One for each vault that was sold for something, drawn by the pools that it backs. */
export function proceedsLayers(
  draft: Draft,
  assetId: string,
  losing: readonly LosingPool[],
): LossEventLayer[] {
  return otherVaultsOf(draft, assetId).flatMap((vault): LossEventLayer[] => {
    const id = proceedsIdOf(vault._id);
    const balance = draft.balance(reserveOf(id), assetId);
    const held = draft.must('assets', vault.assetId);
    const backed = losing.filter(({ pool }) => backsPool(vault, held, pool));
    if (balance === 0n || backed.length === 0) return [];
    const draws = backed.map(({ pool }) => ({ claimants: pool._id, cap: ALL }));
    return [{ id, kind: 'VAULT_PROCEEDS', balance, keptMinimum: 0n, draws, caps: { [ALL]: null } }];
  });
}
