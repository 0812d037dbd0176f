/** Which incidents an allocation looks at: all that have something set aside in a pool of the same asset. */
import { earmarkedOf } from '../../domain/pool/earmark.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { commitmentNeeds } from '../commitment/active.ts';
import { balanceId, capitalOf, claimsOf } from '../ledger/accounts.ts';
import { poolNeeds } from '../pool/poolNeeds.ts';
import { poolIdsOf, poolsOfAsset } from '../reserve/poolsOfAsset.ts';
import { treasuryNeeds } from '../reserve/treasury.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { otherVaultNeeds } from '../vault/otherAssets.ts';
import { vaultIdOf } from '../vault/vaultId.ts';
import { vaultNeeds } from '../vault/vaultNeeds.ts';
import type { LossSurroundings } from './lossEvent.ts';

/** Everything that allocating an incident reads and writes. */
export function lossNeeds(world: World, incidentId: string, at: number): Need[] {
  const incident = world.peek('incidents', incidentId);
  if (incident == null) return [need('incidents', incidentId)];
  const { assetId } = incident;
  const pools = poolIdsOf(world, assetId).flatMap((poolId) => {
    const pool = world.peek('pools', poolId);
    if (pool == null) return [need('pools', poolId)];
    if (pool.earmarks.length === 0 && !incident.pools.some((own) => own.poolId === poolId)) return [];
    const incidents = incidentIdsIn(pool).map((id) => need('incidents', id));
    const claims = need('balances', balanceId(claimsOf(poolId), assetId));
    return [...poolNeeds(world, poolId, at), claims, ...incidents];
  });
  const vault = vaultNeeds(world, vaultIdOf(assetId), at);
  const calledNeeds = [...commitmentNeeds(world, assetId), ...treasuryNeeds(assetId)];
  const others = [
    poolsOfAsset(assetId),
    need('assets', assetId),
    ...otherVaultNeeds(world, assetId),
    ...calledNeeds,
  ];
  return [need('incidents', incidentId), ...others, ...vault, ...pools];
}

const incidentIdsIn = ({ earmarks }: PoolDocument): string[] =>
  earmarks.flatMap(({ incidentId }) => (incidentId === null ? [] : [incidentId]));

/** True where what is set aside takes all capital: the rest may be asked of layers that pools share. */
export const mayReachShared = (pool: PoolDocument, capital: bigint): boolean =>
  pool.earmarks.length > 0 && earmarkedOf(pool) >= capital;

/** What a loss event follows from, of pools with their capital. */
export function surroundingsOf(
  incidents: LossSurroundings['incidents'],
  pools: readonly PoolDocument[],
  capitalIn: (pool: PoolDocument) => bigint,
): LossSurroundings {
  const reaching = pools.filter((pool) => mayReachShared(pool, capitalIn(pool)));
  return { incidents, pools, reaching: new Set(reaching.map(({ _id }) => _id)) };
}

/** The same as a decision sees it. */
export function lossSurroundings(
  world: World,
  books: {
    must(collection: 'pools', id: string): PoolDocument;
    balance(account: string, id: string): bigint;
  },
  assetId: string,
  incidentId: string,
): LossSurroundings {
  const pools = poolIdsOf(world, assetId).map((poolId) => books.must('pools', poolId));
  const ids = new Set([incidentId, ...pools.flatMap(incidentIdsIn)]);
  const incidents = [...ids].map((id) => world.get('incidents', id)).filter((found) => found !== null);
  return surroundingsOf(
    incidents,
    pools.filter(({ earmarks }) => earmarks.length > 0),
    (pool) => books.balance(capitalOf(pool._id), assetId),
  );
}
