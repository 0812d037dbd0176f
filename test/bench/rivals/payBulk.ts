/**
 * The floor of a payout: three bulk calls with the same documents and no transaction. A crash leaves it
 * half done.
 */
import { openDatabase } from '../../../src/store/database.ts';
import type { PaidDocuments } from './paidDocuments.ts';

/** Members of a policy that a payout sets. */
const CHANGED = ['coverRemaining', 'segments', 'decisions', 'end', 'endedAt', 'open', 'version'] as const;

/** Puts the policies into an empty database and answers the milliseconds that writing the payout takes. */
export async function payBulk(
  uri: string,
  { before, after, payouts, journal }: PaidDocuments,
): Promise<number> {
  const database = await openDatabase(uri);
  try {
    await database.collection('policies').insertMany(before, { ordered: false });
    const updates = after.map((policy) => ({
      updateOne: {
        filter: { _id: policy._id },
        update: { $set: Object.fromEntries(CHANGED.map((member) => [member, policy[member]])) },
      },
    }));
    const began = performance.now();
    await database.collection('policies').bulkWrite(updates, { ordered: false });
    await database.collection('payouts').insertMany(payouts, { ordered: false });
    await database.collection('journal').insertMany(journal, { ordered: false });
    return performance.now() - began;
  } finally {
    await database.close();
  }
}
