/**
 * The layers behind pools, in the published order: each pool's capital, then the platform's slice, each
 * pool's own fund, the shared fund and the backstop vault as they are governed to stand. What comes after
 * those is added to this list, and nowhere else.
 */
import type { FundClass } from '../../domain/fund/fundClass.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { drawCap } from '../../domain/waterfall/drawCap.ts';
import { eventCapOf, inLayerOrder, type WaterfallRules } from '../../domain/waterfall/rules.ts';
import type { LossEventLayer } from '../../store/documents/lossEvents.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { wholeUnitOf } from '../asset/wholeUnit.ts';
import { reserveOf } from '../ledger/accounts.ts';
import type { ReserveBooks } from '../reserve/backing.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import type { Draft } from '../sequencer/draft.ts';
import { vaultIdOf } from '../vault/vaultId.ts';

/** A pool that has lost, and the capital that no other breach has set aside. */
export interface LosingPool {
  pool: Pick<PoolDocument, '_id' | 'assetId' | 'fundClass' | 'products'>;
  capital: Amount;
}

/** Every draw without a cap of its own. */
const ALL = 'ALL';

/** All layers behind pools of one asset, in their order, those that hold nothing left out. */
export function layersBehindPools(
  books: ReserveBooks & Pick<Draft, 'must'>,
  losing: readonly LosingPool[],
): LossEventLayer[] {
  const [first] = losing;
  if (first === undefined) return [];
  const { assetId } = first.pool;
  const { waterfall: rules } = books.parameters;
  const held = (reserveId: string) => books.balance(reserveOf(reserveId), assetId);
  const own = (id: string, kind: LossEventLayer['kind'], poolId: string, balance: Amount) => ({
    ...{ id, kind, balance, keptMinimum: 0n },
    ...{ draws: [{ claimants: poolId, cap: ALL }], caps: { [ALL]: null } },
  });
  const all = losing.map(({ pool }) => ({ claimants: pool._id, cap: ALL }));
  const sliceId = reserveIdOf('PLATFORM_SLICE', assetId);
  const slice: LossEventLayer = {
    ...{ id: sliceId, kind: 'PLATFORM_SLICE', balance: held(sliceId), keptMinimum: 0n },
    ...{ draws: all, caps: { [ALL]: null } },
  };
  const layers = [
    ...losing.map(({ pool, capital }) => own(pool._id, 'CAPITAL', pool._id, capital)),
    slice,
    ...losing.map(({ pool }) => {
      const fundId = reserveIdOf('POOL_FUND', pool._id);
      return own(fundId, 'POOL_FUND', pool._id, held(fundId));
    }),
    sharedFund(assetId, held(reserveIdOf('SHARED_FUND', assetId)), losing, rules),
    vault(assetId, held(vaultIdOf(assetId)), all, wholeUnitOf(books, assetId), rules),
  ];
  return inLayerOrder(layers, rules.order).filter(({ balance }) => balance > 0n);
}

/** All pools of a class together take at most its part of what the fund held before. */
function sharedFund(
  assetId: string,
  balance: Amount,
  losing: readonly LosingPool[],
  rules: WaterfallRules,
): LossEventLayer {
  const classes = [...new Set(losing.map(({ pool }) => pool.fundClass))].sort();
  const capOf = (fundClass: FundClass) => drawCap(balance, 0n, eventCapOf(rules, 'SHARED_FUND', fundClass));
  return {
    ...{ id: reserveIdOf('SHARED_FUND', assetId), kind: 'SHARED_FUND', balance, keptMinimum: 0n },
    draws: losing.map(({ pool }) => ({ claimants: pool._id, cap: pool.fundClass })),
    caps: Object.fromEntries(classes.map((fundClass) => [fundClass, capOf(fundClass)])),
  };
}

/** One loss event takes at most a part of what a vault holds, and leaves a whole unit. */
function vault(
  assetId: string,
  balance: Amount,
  draws: LossEventLayer['draws'],
  keptMinimum: Amount,
  rules: WaterfallRules,
): LossEventLayer {
  return {
    ...{ id: vaultIdOf(assetId), kind: 'VAULT', balance, keptMinimum, draws },
    caps: { [ALL]: drawCap(balance, 0n, rules.vaultEventCap) },
  };
}
