/** What a vault's clock brings: income reaches its shares every hour, and exits are paid as they come due. */
import { isBehind } from '../../domain/policy/earning.ts';
import { cooldownEndsAt, exitsFrozen, isWaitedFor } from '../../domain/pool/freezeClock.ts';
import { POOLS_PER_ASSET_MAX, WITHDRAWALS_PER_COMMAND_MAX } from '../../domain/shared/limits.ts';
import { HOUR_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import { isRoundOver } from '../../market/auction/saleRound.ts';
import type { PoolProduct } from '../../store/documents/pools.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import { loadByIds } from '../../store/load.ts';
import { loadRange } from '../../store/ranges.ts';
import type { Step } from '../context.ts';
import { send } from '../send.ts';

/** By product: until when it is decided. */
type Decided = ReadonlyMap<string, UnixSeconds | null>;

export async function stepVault(step: Step, vault: VaultDocument, decided: Decided): Promise<void> {
  await accrue(step, vault);
  if (vault.saleId !== null) await resetSale(step, vault.saleId);
  if (vault.queuedShares === 0n) return;
  if (await isExitDue(step, vault, decided))
    await send(step, 'payVaultWithdrawals', { reserveId: vault._id, tick: step.at });
}

/** A round of its sale that is over is begun anew, while there is anything left to sell. */
async function resetSale(step: Step, auctionId: string): Promise<void> {
  const [sale] = await loadByIds(step.database, 'auctions', [auctionId]);
  if (sale?.kind !== 'SALE' || !isRoundOver(sale, step.at)) return;
  await send(step, 'resetAuction', { auctionId, round: sale.round.number });
}

/** A vault that is far behind is caught up in several commands, each named by where it starts. */
async function accrue(step: Step, { _id: reserveId, earning }: VaultDocument): Promise<void> {
  let { accruedTo } = earning;
  while (accruedTo + HOUR_SECONDS <= step.at) {
    const isDone = await send(step, 'accrueVault', { reserveId, tick: accruedTo });
    if (!isDone || !isBehind({ ...earning, accruedTo }, step.at)) return;
    const [reached] = await loadByIds(step.database, 'vaults', [reserveId]);
    if (reached === undefined || reached.earning.accruedTo <= accruedTo) return;
    accruedTo = reached.earning.accruedTo;
  }
}

/** Whether an exit can move: its cooldown has ended, or had and all that is covered is decided until then. */
async function isExitDue(step: Step, vault: VaultDocument, decided: Decided): Promise<boolean> {
  const { database, at } = step;
  const query = { poolId: vault._id };
  const [found, pools] = await Promise.all([
    loadRange(database, 'waitingWithdrawals', query, WITHDRAWALS_PER_COMMAND_MAX),
    loadRange(database, 'poolsOfAsset', { assetId: vault.payoutAssetId }, POOLS_PER_ASSET_MAX),
  ]);
  const waitedFor = pools
    .flatMap(({ products }) => products)
    .filter((product) => product.cover > 0n && isWaitedFor(product, at));
  return found.some((exit) => {
    const { maturedAt } = exit;
    if (maturedAt !== null) {
      const isDecided = ({ productId }: PoolProduct) => (decided.get(productId) ?? -1) >= maturedAt;
      return !exitsFrozen(vault, at) && waitedFor.every(isDecided);
    }
    const endsAt = cooldownEndsAt(exit, vault, at);
    return endsAt !== null && endsAt <= at;
  });
}
