/** What the solvency report reads, each in one question to the database. */
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import type { HeadDocument, JournalDocument } from '../documents/ledger.ts';

/** The sum of some ledger accounts in one asset. */
export interface HoldingRow {
  account: string;
  assetId: string;
  amount: bigint;
}

/** Accounts of people. */
const PERSONAL = 'acc_';

/**
 * What every ledger account holds. Those of people are summed by the server, by purpose: the answer does not
 * grow with them. Example: `acc/available`.
 */
export async function sumHoldings(view: Database): Promise<HoldingRow[]> {
  const purpose = { $arrayElemAt: [{ $split: ['$account', '/'] }, 1] };
  const isPersonal = { $eq: [{ $substrBytes: ['$account', 0, PERSONAL.length] }, PERSONAL] };
  const account = { $cond: [isPersonal, { $concat: ['acc/', purpose] }, '$account'] };
  const found = await view
    .collection('balances')
    .aggregate<{ _id: { account: string; assetId: string }; amount: unknown }>([
      { $group: { _id: { account, assetId: '$assetId' }, amount: { $sum: '$amount' } } } as never,
    ])
    .toArray();
  return found.map((row) => {
    const { _id, amount } = decodeDocument<{ _id: Omit<HoldingRow, 'amount'>; amount: bigint }>(row);
    return { ..._id, amount };
  });
}

/** The head as this moment sees it, or null before the first command. */
export async function headOf(view: Database): Promise<HeadDocument | null> {
  const found = await view.collection('head').findOne({ _id: 'head' } as never);
  return found === null ? null : decodeDocument<HeadDocument>(found);
}

/** The newest journal documents with an event of some types, newest first. */
export async function newestOfTypes(
  view: Database,
  types: readonly string[],
  limit: number,
): Promise<Pick<JournalDocument, 'sequence' | 'time' | 'events' | 'entries'>[]> {
  const found = await view
    .collection('journal')
    .find({ 'events.type': { $in: [...types] } })
    .project({ _id: 0, sequence: 1, time: 1, events: 1, entries: 1 })
    .sort({ sequence: -1 })
    .limit(limit)
    .toArray();
  return found.map((document) =>
    decodeDocument<Pick<JournalDocument, 'sequence' | 'time' | 'events' | 'entries'>>(document),
  );
}

/** What was claimed of loss events, could not be given and has not been repaid since, by asset. */
export async function sumHaircuts(view: Database): Promise<Map<string, bigint>> {
  const [missing, repaid] = await Promise.all([sumMissing(view), sumRepaid(view)]);
  return new Map([...missing].map(([assetId, amount]) => [assetId, amount - (repaid.get(assetId) ?? 0n)]));
}

async function sumRepaid(view: Database): Promise<Map<string, bigint>> {
  const found = await view
    .collection('recoveryClaims')
    .aggregate([{ $group: { _id: '$assetId', amount: { $sum: '$repaid' } } as never }])
    .toArray();
  return new Map(
    found.map((row) => {
      const { _id, amount } = decodeDocument<{ _id: string; amount: bigint }>(row);
      return [_id, amount];
    }),
  );
}

/** Each event once for each pool. */
async function sumMissing(view: Database): Promise<Map<string, bigint>> {
  const found = await view
    .collection('incidents')
    .aggregate([
      { $match: { allocatedAt: { $gt: 0 } } as never },
      { $unwind: '$pools' },
      {
        $group: {
          _id: { event: '$lossEventId', pool: '$pools.poolId' },
          assetId: { $first: '$assetId' },
          missing: { $first: { $subtract: ['$pools.eventClaimed', '$pools.funded'] } },
        } as never,
      },
      { $group: { _id: '$assetId', amount: { $sum: '$missing' } } as never },
    ])
    .toArray();
  return new Map(
    found.map((row) => {
      const { _id, amount } = decodeDocument<{ _id: string; amount: bigint }>(row);
      return [_id, amount];
    }),
  );
}
