/**
 * The npm package medici doing a purchase: premium and reserved cover as one journal entry, both balances
 * checked.
 *
 * Its own advice is to lock the contended account last. On a hot pool the other order is faster, because a
 * purchase that loses the race fails before it has done its work; so the locks come first here.
 */
import { Book, initModels, mongoTransaction } from 'medici';
import mongoose from 'mongoose';
import type { StoredDocument } from '../../../src/store/database.ts';
import { prepareRivalModels } from './models.ts';
import type { Rival } from './naive.ts';
import { purchases, RIVAL_LIMIT } from './purchase.ts';

/** Opens the rival on an empty database. It lives on Mongoose's default connection: one at a time. */
export async function openMedici(
  uri: string,
  sold: StoredDocument,
  { pools, buyers }: { pools: number; buyers: number },
): Promise<Rival> {
  await mongoose.connect(uri, { maxPoolSize: 100 });
  await initModels();
  const models = await prepareRivalModels(mongoose.connection);
  const book = new Book('bulwark', { precision: 0 });
  const full = Number(RIVAL_LIMIT);
  const accounts = [
    ...Array.from({ length: pools }, (_, pool) => freeOf(pool)),
    ...Array.from({ length: buyers }, (_, buyer) => buyerOf(buyer)),
  ];
  for (const account of accounts) {
    await book.entry('opening').debit('Outside', full).credit(account, full).commit();
    // The first look stores the snapshot that later ones start from; it is not part of a purchase.
    await book.balance({ account });
  }
  const make = purchases(sold);
  return {
    async buy(buyer, pool) {
      const purchase = make(buyerOf(buyer), freeOf(pool));
      const { coverAmount, premium, policy, key } = purchase;
      await mongoTransaction(
        async (session) => {
          const [paying, free] = [buyerOf(buyer), freeOf(pool)];
          await book.writelockAccounts([free, paying], { session });
          await book
            .entry('purchase')
            .debit(paying, Number(premium))
            .credit(`Pools:${pool}:Unearned`, Number(premium))
            .debit(free, Number(coverAmount))
            .credit(`Pools:${pool}:Reserved`, Number(coverAmount))
            .commit({ session });
          for (const account of [free, paying]) {
            const { balance } = await book.balance({ account }, { session });
            if (balance < 0) throw new Error(`${account} is exhausted`);
          }
          await models.policies.create([policy], { session });
          await models.keys.create([key], { session });
        },
        { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', j: true } },
      );
      return purchase;
    },
    stop: () => mongoose.disconnect(),
  };
}

const freeOf = (pool: number): string => `Pools:${pool}:Free`;
const buyerOf = (buyer: number): string => `Buyers:${buyer}`;
