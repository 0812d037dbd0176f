/**
 * A loop with a Mongoose transaction for every policy: policy, payout, entries, holder, pool and cursor
 * together.
 */
import mongoose from 'mongoose';
import type { StoredDocument } from '../../../src/store/database.ts';
import { decimal, prepareRivalModels, type RivalModels } from './models.ts';
import { TRANSACTION } from './naive.ts';
import { RIVAL_LIMIT } from './purchase.ts';

/** Pays policies for some time, one after the other, and answers how many it paid in a second. */
export async function payLoop(
  uri: string,
  policies: readonly StoredDocument[],
  milliseconds: number,
): Promise<number> {
  const connection = await mongoose
    .createConnection(uri, { autoIndex: false, autoCreate: false })
    .asPromise();
  try {
    const models = await prepareRivalModels(connection);
    await prepare(models, policies);
    const began = performance.now();
    let paid = 0;
    for (const { _id } of policies) {
      if (performance.now() - began >= milliseconds) break;
      await payOne(connection, models, _id);
      paid += 1;
    }
    return (paid * 1_000) / (performance.now() - began);
  } finally {
    await connection.close();
  }
}

const POOL = 'pool-0';
const CURSOR = 'incident-0';

async function prepare(models: RivalModels, policies: readonly StoredDocument[]): Promise<void> {
  const [none, full] = [decimal(0n), decimal(RIVAL_LIMIT)];
  await models.pools.create({ _id: POOL, limit: full, cover: full, unearned: none });
  await models.keys.create({ _id: CURSOR, inputHash: '-', answer: { cursor: '' }, time: 0 });
  const holders = [...new Set(policies.map(({ accountId }) => String(accountId)))];
  await models.buyers.insertMany(holders.map((_id) => ({ _id, available: none })));
  await models.policies.collection.insertMany(policies.map((policy) => ({ ...policy })) as never[]);
}

async function payOne(connection: mongoose.Connection, models: RivalModels, policyId: string): Promise<void> {
  const session = await connection.startSession();
  try {
    await session.withTransaction(async () => {
      const policy = await models.policies.findById(policyId).session(session);
      if (policy === null) throw new Error('the policy is missing');
      const [accountId, assetId] = [String(policy.get('accountId')), String(policy.get('assetId'))];
      const due = BigInt(String(policy.get('coverRemaining'))) / 2n;
      const paidAt = Number(policy.get('boughtAt'));
      const decision = {
        incidentId: CURSOR,
        eligible: true,
        reason: 'PAID',
        due: decimal(due),
        paid: decimal(due),
        paidAt,
      };
      const change = { $inc: { coverRemaining: decimal(-due) }, $push: { decisions: decision } };
      await models.policies.updateOne({ _id: policyId }, change as never, { session });
      const amounts = { due: decimal(due), paid: decimal(due) };
      await models.payouts.create(
        [{ _id: `pay_${policyId}`, policyId, accountId, assetId, ...amounts, paidAt }],
        { session },
      );
      const entries = [
        { keyId: policyId, account: `${POOL}/claims`, assetId, amount: decimal(-due) },
        { keyId: policyId, account: `${accountId}/available`, assetId, amount: decimal(due) },
      ];
      await models.entries.insertMany(entries, { session });
      await models.buyers.updateOne({ _id: accountId }, { $inc: { available: decimal(due) } }, { session });
      await models.pools.updateOne({ _id: POOL }, { $inc: { cover: decimal(-due) } }, { session });
      await models.keys.updateOne({ _id: CURSOR }, { $set: { 'answer.cursor': policyId } } as never, {
        session,
      });
    }, TRANSACTION);
  } finally {
    await session.endSession();
  }
}
