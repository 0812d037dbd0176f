/**
 * A plain Mongoose transaction for each purchase, the pool written first (the faster order on a hot pool).
 */
import mongoose from 'mongoose';
import type { StoredDocument } from '../../../src/store/database.ts';
import { decimal, prepareRivalModels, type RivalModels } from './models.ts';
import { purchases, RIVAL_LIMIT, type RivalPurchase } from './purchase.ts';

export interface Rival {
  /** One purchase by a numbered buyer from a numbered pool; resolves when it is durable. */
  buy(buyer: number, pool: number): Promise<RivalPurchase>;
  stop(): Promise<void>;
}

/** As the ledger asks for it: a snapshot, and nothing lost that was acknowledged. */
export const TRANSACTION = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', j: true },
  readPreference: 'primary',
} as const;

/** Opens the rival on an empty database. `sold` is a policy whose content it sells again. */
export async function openNaive(
  uri: string,
  sold: StoredDocument,
  { pools, buyers }: { pools: number; buyers: number },
): Promise<Rival> {
  const connection = await mongoose
    .createConnection(uri, { autoIndex: false, autoCreate: false, maxPoolSize: 100 })
    .asPromise();
  const models = await prepareRivalModels(connection);
  const assetId = String(sold.assetId);
  const [none, full] = [decimal(0n), decimal(RIVAL_LIMIT)];
  for (let pool = 0; pool < pools; pool += 1) {
    await models.pools.create({ _id: `pool-${pool}`, limit: full, cover: none, unearned: none });
  }
  for (let buyer = 0; buyer < buyers; buyer += 1) {
    await models.buyers.create({ _id: `buyer-${buyer}`, available: full });
  }
  const make = purchases(sold);
  return {
    async buy(buyer, pool) {
      const [buyerId, poolId] = [`buyer-${buyer}`, `pool-${pool}`];
      const purchase = make(buyerId, poolId);
      await buyOnce(connection, models, purchase, { buyerId, poolId, assetId });
      return purchase;
    },
    stop: () => connection.close(),
  };
}

interface Parties {
  buyerId: string;
  poolId: string;
  assetId: string;
}

async function buyOnce(
  connection: mongoose.Connection,
  models: RivalModels,
  purchase: RivalPurchase,
  { buyerId, poolId, assetId }: Parties,
): Promise<void> {
  const { keyId, coverAmount, premium, policy, key } = purchase;
  const session = await connection.startSession();
  try {
    await session.withTransaction(async () => {
      const pool = await models.pools.findById(poolId).session(session);
      if (pool === null) throw new Error('the pool is missing');
      const room = BigInt(pool.limit.toString()) - BigInt(pool.cover.toString());
      if (room < coverAmount) throw new Error('the pool is full');
      const added = { cover: decimal(coverAmount), unearned: decimal(premium) };
      await models.pools.updateOne({ _id: poolId }, { $inc: added }, { session });
      const buyer = await models.buyers.findById(buyerId).session(session);
      if (buyer === null || BigInt(buyer.available.toString()) < premium)
        throw new Error('the buyer cannot pay');
      await models.buyers.updateOne(
        { _id: buyerId },
        { $inc: { available: decimal(-premium) } },
        { session },
      );
      await models.policies.create([policy], { session });
      const entries = [
        { keyId, account: `${buyerId}/available`, assetId, amount: decimal(-premium) },
        { keyId, account: `${poolId}/unearned`, assetId, amount: decimal(premium) },
      ];
      await models.entries.insertMany(entries, { session });
      await models.keys.create([key], { session });
    }, TRANSACTION);
  } finally {
    await session.endSession();
  }
}
