/** A backstop vault, and positions in it, for people to see. */
import { cooldownEndsAt, exitsFrozen } from '../../domain/pool/freezeClock.ts';
import { WHOLE_SHARE } from '../../domain/pool/results.ts';
import { assetsForShares, VIRTUAL_ASSETS, VIRTUAL_SHARES } from '../../domain/pool/shares.ts';
import { POOLS_PER_ASSET_MAX } from '../../domain/shared/limits.ts';
import { minimum, mulDivDown, mulDivUp } from '../../domain/shared/rounding.ts';
import { type Amount, type UnixSeconds, WAD, type Wad } from '../../domain/shared/units.ts';
import { drawCap } from '../../domain/waterfall/drawCap.ts';
import type { PoolDocument, PositionDocument, WithdrawalDocument } from '../../store/documents/pools.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import { freeSharesOf } from '../pool/positions.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { backsPool } from '../vault/backing.ts';
import { frozenBy, VAULT_THAWS } from '../vault/stepping.ts';
import { readWorld } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';
import { highestPayout } from './poolViews.ts';
import { openVault, type VaultBooks, vaultBookNeeds } from './vaultBooks.ts';
import type { PositionView } from './views.ts';

/** A vault's books, accrued to now. */
export interface VaultView {
  vault: VaultDocument;
  assets: Amount;
  /** Income that reaches the shares within 30 days. */
  unreleased: Amount;
  sharePriceWad: Wad;
  queueShareWad: Wad;
  /** What one loss event may take of it now. */
  eventCap: Amount;
}

/** The books of vaults, accrued to now; what is no vault is left out. */
export async function vaultViews(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, VaultView>> {
  const at = now();
  const world = await readWorld(database, (partial) => ids.flatMap((id) => vaultBookNeeds(partial, id, at)));
  const views = new Map<string, VaultView>();
  for (const id of ids) {
    const books = openVault(world, id, at);
    if (books !== null) views.set(id, viewOf(books));
  }
  return views;
}

function viewOf({ draft, vault, assets, unreleased }: VaultBooks): VaultView {
  const { shares, queuedShares } = vault;
  return {
    ...{ vault, assets, unreleased },
    // Down: what a leaver would get at most.
    sharePriceWad: mulDivDown(WHOLE_SHARE * WAD, assets + VIRTUAL_ASSETS, shares + VIRTUAL_SHARES),
    // Up: the part that is leaving is never shown smaller than it is.
    queueShareWad: shares === 0n ? 0n : mulDivUp(queuedShares, WAD, shares),
    eventCap: drawCap(assets, 0n, draft.parameters.waterfall.vaultEventCap),
  };
}

/** What showing a position in a vault reads: its vault, and what that backs. */
export function vaultPositionNeeds(world: World, vaultId: string, at: UnixSeconds): Need[] {
  const assetId = world.peek('vaults', vaultId)?.payoutAssetId;
  if (assetId === undefined) return vaultBookNeeds(world, vaultId, at);
  const poolIds = world.range('poolsOfAsset', { assetId }) ?? [];
  return [
    ...vaultBookNeeds(world, vaultId, at),
    { range: 'poolsOfAsset', query: { assetId }, limit: POOLS_PER_ASSET_MAX },
    ...poolIds.map((poolId) => need('pools', poolId)),
    ...poolIds.flatMap((poolId) =>
      covered(world.peek('pools', poolId)).map(({ productId }) => need('products', productId)),
    ),
  ];
}

const covered = (pool: PoolDocument | null | undefined) =>
  (pool?.products ?? []).filter(({ cover }) => cover > 0n);

/** What shares of a vault are worth, what of it may leave and what is at risk. */
export function vaultPositionView(
  world: World,
  position: PositionDocument,
  exits: readonly WithdrawalDocument[],
  at: UnixSeconds,
): PositionView {
  const books = openVault(world, position.poolId, at);
  if (books === null) throw new Error(`${position._id} names ${position.poolId}, which does not exist`);
  const { vault, assets } = books;
  const book = { assets, shares: vault.shares };
  const value = assetsForShares(position.shares, book);
  const free = assetsForShares(freeSharesOf(position), book);
  const isHeld = exitsFrozen(vault, at);
  const queued = { amount: value - free, until: lastEnd(exits, vault, at) };
  const locks = [
    { ...queued, by: 'EXIT_QUEUE', unlocksWhen: 'The exit has been paid or taken back.' },
    { amount: isHeld ? free : 0n, until: null, by: frozenBy(vault), unlocksWhen: VAULT_THAWS },
  ];
  return {
    value,
    valueIfPaid: value,
    result: value + position.withdrawn - position.deposited - position.results.received,
    topUpPart: 0n,
    withdrawableNow: isHeld ? 0n : free,
    locked: locks.filter(({ amount }) => amount > 0n),
    atRisk: risksOf(world, position, books),
  };
}

function lastEnd(
  exits: readonly WithdrawalDocument[],
  vault: VaultDocument,
  at: UnixSeconds,
): UnixSeconds | null {
  const ends = exits.map((exit) => (exit.maturedAt === null ? cooldownEndsAt(exit, vault, at) : null));
  return ends.reduce<UnixSeconds | null>(
    (last, end) => (end === null || last === null ? null : Math.max(last, end)),
    0,
  );
}

/** The position's part of what each product could cost the vault, within what one loss event may take. */
function risksOf(
  world: World,
  { shares }: PositionDocument,
  { draft, vault, assets }: VaultBooks,
): PositionView['atRisk'] {
  const held = draft.must('assets', vault.assetId);
  const costs = new Map<string, Amount>();
  for (const poolId of world.range('poolsOfAsset', { assetId: vault.payoutAssetId }) ?? []) {
    const pool = world.get('pools', poolId);
    if (pool === null || !backsPool(vault, held, pool)) continue;
    for (const product of covered(pool))
      costs.set(product.productId, (costs.get(product.productId) ?? 0n) + highestPayout(product));
  }
  const cap = drawCap(assets, 0n, draft.parameters.waterfall.vaultEventCap);
  return [...costs].map(([productId, cost]) => ({
    productId,
    // Up: what is at risk is never shown smaller than it is.
    amount: mulDivUp(minimum(cap, cost), shares, vault.shares + VIRTUAL_SHARES),
    phase: world.get('products', productId)?.phase ?? 'SUSPENDED',
  }));
}
