/**
 * A plain Mongoose transaction for each report: what a service without a sequencer does on one market. It
 * reads the market and its fund, holds or pays, and keeps liquidation, entries and the answer.
 */
import mongoose, { Schema } from 'mongoose';
import { type Decimal, decimal } from '../rivals/models.ts';
import { TRANSACTION } from '../rivals/naive.ts';

const WORST_CASE = 150_000_000n;
const SHORTFALL = 20_000_000n;
const FUNDS = 10n ** 15n;

const { Decimal128, Mixed } = Schema.Types;
const amount = { type: Decimal128, required: true } as const;
const text = { type: String, required: true } as const;
const plain = { versionKey: false } as const;
const market = new Schema({ _id: String, held: amount, shortfalls: Number }, plain);
const fund = new Schema({ _id: String, balance: amount, draws: amount }, plain);
const liquidation = new Schema(
  { _id: String, marketId: text, status: text, report: Mixed, held: amount, close: Mixed },
  plain,
);
liquidation.index({ marketId: 1, _id: 1 });
const entry = new Schema({ keyId: text, account: text, amount }, plain);
entry.index({ account: 1, _id: 1 });
const key = new Schema({ _id: String, answer: Mixed }, plain);

type Row = Record<string, unknown> & { _id: string };
interface Fund {
  _id: string;
  balance: Decimal;
  draws: Decimal;
}

async function prepare(connection: mongoose.Connection) {
  const model = <Document>(name: string, schema: Schema) =>
    connection.model<Document>(`venue-${name}`, schema as never, `venue-${name}`);
  const models = {
    markets: model<Row>('markets', market),
    funds: model<Fund>('funds', fund),
    liquidations: model<Row>('liquidations', liquidation),
    entries: model<Record<string, unknown>>('entries', entry),
    keys: model<Row>('keys', key),
  };
  for (const each of Object.values(models) as mongoose.Model<unknown>[]) {
    await each.createCollection();
    await each.createIndexes();
  }
  await models.markets.create({ _id: 'market', held: decimal(0n), shortfalls: 0 });
  await models.funds.create({ _id: 'fund', balance: decimal(FUNDS), draws: decimal(0n) });
  return models;
}

/** Opens the rival on an empty database. */
export async function openNaiveReports(uri: string) {
  const connection = await mongoose
    .createConnection(uri, { autoIndex: false, autoCreate: false, maxPoolSize: 100 })
    .asPromise();
  const models = await prepare(connection);
  const open = new Map<number, string>();
  let count = 0;

  async function write(id: string, isOpening: boolean, session: mongoose.ClientSession): Promise<void> {
    const found = await models.funds.findById('fund').session(session);
    if (found === null || BigInt(found.balance.toString()) < WORST_CASE) throw new Error('the fund is empty');
    const moved = isOpening ? -WORST_CASE : WORST_CASE - SHORTFALL;
    const held = isOpening ? WORST_CASE : -WORST_CASE;
    await models.markets.updateOne({ _id: 'market' }, { $inc: { held: decimal(held) } }, { session });
    await models.funds.updateOne({ _id: 'fund' }, { $inc: { balance: decimal(moved) } }, { session });
    const report = { account: `t-${id}`, side: 'LONG', size: '10', entryPrice: '100', at: Date.now() };
    if (isOpening) {
      const row = { _id: id, marketId: 'market', status: 'OPENED', report, held: decimal(WORST_CASE) };
      await models.liquidations.create([{ ...row, close: null }], { session });
    } else {
      const close = { shortfall: decimal(SHORTFALL), layers: [{ id: 'fund', amount: decimal(SHORTFALL) }] };
      const changed = { status: 'SETTLED', held: decimal(0n), close };
      await models.liquidations.updateOne({ _id: id }, { $set: changed }, { session });
    }
    const keyId = `${id}:${isOpening ? 'OPENED' : 'CLOSED'}`;
    const entries = [
      { keyId, account: 'fund/funds', amount: decimal(moved) },
      { keyId, account: isOpening ? 'market/held' : 'venue/available', amount: decimal(-moved) },
    ];
    await models.entries.insertMany(entries, { session });
    await models.keys.create([{ _id: keyId, answer: { liquidationId: id } }], { session });
  }

  return {
    /** The next report of a client, as `openReportCells` makes them. */
    async report(client: number): Promise<void> {
      const before = open.get(client);
      const id = before ?? `n-${++count}`;
      if (before === undefined) open.set(client, id);
      else open.delete(client);
      const session = await connection.startSession();
      try {
        await session.withTransaction(() => write(id, before === undefined, session), TRANSACTION);
      } finally {
        await session.endSession();
      }
    },
    stop: () => connection.close(),
  };
}
