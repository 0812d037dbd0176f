/** What funds may give now to the shares that bear losses before them, or beside them. */
import { type FundRules, fundExcess } from '../../domain/fund/excess.ts';
import { isOpen } from '../../domain/pool/ladder.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import { maximum } from '../../domain/shared/rounding.ts';
import { type Amount, HOUR_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import { capitalOf, reserveOf } from '../ledger/accounts.ts';
import { isFrozen } from '../pool/ladder.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { vaultIdOf } from '../vault/vaultId.ts';
import { type IsUnpaid, isAtStake, poolProductNeeds, unpaidIn } from './atStake.ts';
import { backingOf, type ReserveBooks } from './backing.ts';
import { poolIdsOf } from './poolsOfAsset.ts';
import { reserveIdOf } from './reserveId.ts';
import { resourcesOfAll, sharedNeeds } from './sharedStanding.ts';

/** What it is judged by. */
export interface ExcessSurroundings {
  books: ReserveBooks;
  rules: FundRules;
  isUnpaid: IsUnpaid;
}

/** The same as a decision, or a reader, sees it. */
export const excessSurroundings = (draft: Draft): ExcessSurroundings => ({
  books: draft,
  rules: draft.parameters.funds,
  isUnpaid: unpaidIn(draft),
});

/** All that judging the shared fund of an asset reads. */
export const sharedExcessNeeds = (world: World, assetId: string): Need[] => [
  ...sharedNeeds(world, assetId),
  need('vaults', vaultIdOf(assetId)),
  ...poolIdsOf(world, assetId).flatMap((poolId) => poolProductNeeds(world, poolId)),
];

/** Once an hour: what comes in a minute is not worth a command. */
export const isHourOver = ({ distributedAt }: ReserveDocument, at: UnixSeconds): boolean =>
  distributedAt === null || distributedAt - (distributedAt % HOUR_SECONDS) + HOUR_SECONDS <= at;

/** What a pool's own fund gives to the pool's shares. Nothing leaves it while the pool is frozen either. */
export function poolExcess({ books, rules, isUnpaid }: ExcessSurroundings, pool: PoolDocument): Amount {
  const { _id: poolId, assetId, shares, status } = pool;
  if (shares === 0n || !isOpen(status) || isFrozen(pool)) return 0n;
  const fund = books.must('reserves', reserveIdOf('POOL_FUND', poolId));
  const capital = books.balance(capitalOf(poolId), assetId);
  const { requirement, resources } = standingOf(pool, capital, backingOf(books, pool));
  return fundExcess(
    {
      ...{ balance: books.balance(reserveOf(fund._id), assetId), requirement, resources },
      isIncidentOpen: isAtStake(pool, isUnpaid),
      ...{ owed: fund.recovery.owed, sliceMissing: sliceMissing(books, assetId) },
    },
    rules,
  );
}

/**
 * What the shared fund gives to the vault's shares; nothing while there is no vault with shares that earn.
 * All that any pool of the asset has open, or owes, comes first.
 */
export function sharedExcess(
  { books, rules, isUnpaid }: ExcessSurroundings,
  assetId: string,
  pools: readonly PoolDocument[],
  vault: Pick<VaultDocument, 'shares' | 'status' | 'frozenSince'> | null,
): Amount {
  if (vault === null || vault.shares === 0n || vault.status === 'WIPED' || vault.frozenSince !== null)
    return 0n;
  const fund = books.must('reserves', reserveIdOf('SHARED_FUND', assetId));
  const owed = pools.reduce((sum, { _id }) => {
    return sum + books.must('reserves', reserveIdOf('POOL_FUND', _id)).recovery.owed;
  }, fund.recovery.owed);
  return fundExcess(
    {
      balance: books.balance(reserveOf(fund._id), assetId),
      requirement: fund.requirement?.stored ?? 0n,
      resources: resourcesOfAll(books, assetId, pools),
      isIncidentOpen: pools.some((pool) => isAtStake(pool, isUnpaid)),
      ...{ owed, sliceMissing: sliceMissing(books, assetId) },
    },
    rules,
  );
}

function sliceMissing(books: ReserveBooks, assetId: string): Amount {
  const slice = books.must('reserves', reserveIdOf('PLATFORM_SLICE', assetId));
  const held = books.balance(reserveOf(slice._id), assetId);
  return maximum(0n, (slice.requirement?.stored ?? 0n) - held);
}
