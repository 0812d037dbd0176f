/** Funds give what they hold above their buffer, hourly at most. */
import { HOUR_SECONDS } from '../../domain/shared/units.ts';
import {
  type ExcessSurroundings,
  isHourOver,
  poolExcess,
  sharedExcess,
} from '../../market/reserve/excess.ts';
import { reserveIdOf } from '../../market/reserve/reserveId.ts';
import { vaultIdOf } from '../../market/vault/vaultId.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import type { Step } from '../context.ts';
import { send } from '../send.ts';

/** What the step has seen; the command looks again. */
export interface SeenFunds extends ExcessSurroundings {
  pools: readonly PoolDocument[];
  vaults: readonly VaultDocument[];
}

/** A pool's own fund: to the pool's shares. */
export async function stepPoolExcess(
  step: Step,
  pool: PoolDocument,
  seen: ExcessSurroundings,
): Promise<void> {
  const fund = seen.books.must('reserves', reserveIdOf('POOL_FUND', pool._id));
  if (isHourOver(fund, step.at) && poolExcess(seen, pool) > 0n) await give(step, fund);
}

/** The shared fund of an asset: to the vault's shares. */
export async function stepSharedExcess(step: Step, fund: ReserveDocument, seen: SeenFunds): Promise<void> {
  if (!isHourOver(fund, step.at)) return;
  const { ownerId: assetId } = fund;
  const pools = seen.pools.filter((pool) => pool.assetId === assetId);
  const vault = seen.vaults.find(({ _id }) => _id === vaultIdOf(assetId)) ?? null;
  if (sharedExcess(seen, assetId, pools, vault) > 0n) await give(step, fund);
}

async function give(step: Step, { _id: reserveId }: ReserveDocument): Promise<void> {
  await send(step, 'distributeExcess', { reserveId, tick: step.at - (step.at % HOUR_SECONDS) });
}
