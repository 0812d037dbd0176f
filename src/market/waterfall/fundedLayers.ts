/**
 * All layers that hold money without a call: those that are governed, and behind them what vaults in another
 * asset have been sold for, because a sale begins only for what those lack.
 */
import type { LossEventLayer } from '../../store/documents/lossEvents.ts';
import { reserveOf } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';
import { backsPool } from '../vault/backing.ts';
import { otherVaultsOf, proceedsIdOf } from '../vault/otherAssets.ts';
import { type LosingPool, layersBehindPools } from './poolLayers.ts';

/** Every draw without a cap of its own: the cap was on what could be sold. */
const ALL = 'ALL';

/** The layers behind pools of one asset that need no call, in their order. */
export const fundedLayers = (
  draft: Draft,
  assetId: string,
  losing: readonly LosingPool[],
): LossEventLayer[] => [...layersBehindPools(draft, losing), ...proceedsLayers(draft, assetId, losing)];

/** One for each vault that was sold for something, drawn by the pools that it backs. */
function proceedsLayers(draft: Draft, assetId: string, losing: readonly LosingPool[]): LossEventLayer[] {
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
