/**
 * The Mongoose models that a purchase without a sequencer would have: the same facts as the product's
 * documents.
 */
import mongoose, { type Connection, type Model, Schema } from 'mongoose';

const { Decimal128, Mixed } = Schema.Types;
const amount = { type: Decimal128, required: true } as const;
const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const plain = { _id: false, versionKey: false } as const;

const pool = new Schema(
  { _id: String, limit: amount, cover: amount, unearned: amount },
  { versionKey: false },
);
const buyer = new Schema({ _id: String, available: amount }, { versionKey: false });
const segment = new Schema(
  { coverFrom: number, coverUntil: number, ratePerSecond: amount, remainder: amount },
  plain,
);
const allocation = new Schema({ poolId: text, coverAmount: amount, premium: amount, segment }, plain);
const rule = new Schema(
  {
    strike: amount,
    recovery: amount,
    watch: amount,
    holdSeconds: number,
    windowSeconds: number,
    recoveryHoldSeconds: number,
    maxGapSeconds: number,
    lookbackSeconds: number,
    slotSeconds: number,
    settlementSeconds: number,
    settlementMaxSeconds: number,
    payout: Mixed,
  },
  plain,
);
const terms = new Schema(
  {
    sentence: text,
    rule,
    ruleHash: text,
    forkRule: text,
    deductibleBps: number,
    waitingSeconds: number,
    parameterVersion: number,
    hash: text,
  },
  plain,
);
const policy = new Schema(
  {
    _id: String,
    productId: text,
    accountId: text,
    assetId: text,
    coverAmount: amount,
    coverRemaining: amount,
    premium: amount,
    boughtAt: number,
    coverFrom: number,
    coverUntil: number,
    allocations: [allocation],
    terms,
    decisions: [Mixed],
    end: { type: String, default: null },
    endedAt: { type: Number, default: null },
    open: { type: Boolean, required: true },
  },
  { versionKey: false },
);
policy.index({ productId: 1, open: 1, _id: 1 });
policy.index({ productId: 1, open: 1, coverUntil: 1 });
policy.index({ accountId: 1, _id: 1 });
const entry = new Schema({ keyId: text, account: text, assetId: text, amount }, { versionKey: false });
entry.index({ account: 1, _id: 1 });
const key = new Schema({ _id: String, inputHash: text, answer: Mixed, time: number }, { versionKey: false });
const payout = new Schema(
  { _id: String, policyId: text, accountId: text, assetId: text, due: amount, paid: amount, paidAt: number },
  { versionKey: false },
);

/** A document as these models take it: Mongoose checks and casts its members. */
export type Plain = Record<string, unknown> & { _id?: string };

export interface RivalModels {
  pools: Model<{ _id: string; limit: Decimal; cover: Decimal; unearned: Decimal }>;
  buyers: Model<{ _id: string; available: Decimal }>;
  policies: Model<Plain>;
  entries: Model<Plain>;
  keys: Model<Plain>;
  payouts: Model<Plain>;
}

export type Decimal = mongoose.Types.Decimal128;

/** An amount as these models keep it. */
export const decimal = (value: bigint): Decimal => mongoose.Types.Decimal128.fromString(value.toString());

/** Registers the models and creates collections and indexes, so that none is made inside a transaction. */
export async function prepareRivalModels(connection: Connection): Promise<RivalModels> {
  const model = (name: string, schema: Schema) => connection.model(`rival-${name}`, schema, `rival-${name}`);
  const models = {
    pools: model('pools', pool),
    buyers: model('buyers', buyer),
    policies: model('policies', policy),
    entries: model('entries', entry),
    keys: model('keys', key),
    payouts: model('payouts', payout),
  };
  for (const each of Object.values(models)) {
    await each.createCollection();
    await each.createIndexes();
  }
  return models as unknown as RivalModels;
}
