/**
 * The list of policies as a plain Express route gives it: lean Mongoose documents, written as JSON. Nobody is
 * signed in, nothing is limited, counted or logged.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import mongoose, { Schema } from 'mongoose';
import { formatUnits } from 'viem';

interface Row {
  _id: string;
  coverAmount: mongoose.Types.Decimal128;
  coverRemaining: mongoose.Types.Decimal128;
  assetId: string;
  boughtAt: number;
  coverFrom: number;
  coverUntil: number;
}

/** Starts it on a database of the service. `GET /policies?accountId=…` answers with the newest 50. */
export async function startPlainRoute(uri: string): Promise<{ url: string; stop(): Promise<void> }> {
  const connection = await mongoose.createConnection(uri).asPromise();
  const loose = new Schema({ _id: String }, { strict: false, versionKey: false });
  const policies = connection.model<Row>('policies', loose as never, 'policies');
  const assets = connection.model<{ _id: string; decimals: number }>('assets', loose as never, 'assets');
  const app = express();
  app.get('/policies', async (request, response) => {
    const { accountId } = request.query;
    const rows = await policies
      .find({ accountId: String(accountId) })
      .sort({ _id: -1 })
      .limit(50)
      .lean<Row[]>();
    const assetIds = [...new Set(rows.map(({ assetId }) => assetId))];
    const known = await assets.find({ _id: mongoose.trusted({ $in: assetIds }) } as never).lean();
    const decimals = new Map(known.map((asset) => [asset._id, asset.decimals]));
    const money = (amount: mongoose.Types.Decimal128, assetId: string) => ({
      amount: amount.toString(),
      decimal: formatUnits(BigInt(amount.toString()), decimals.get(assetId) ?? 0),
    });
    const time = (at: number) => new Date(at * 1_000).toISOString();
    response.json({
      nodes: rows.map((row) => ({
        id: row._id,
        coverAmount: money(row.coverAmount, row.assetId),
        coverRemaining: money(row.coverRemaining, row.assetId),
        boughtAt: time(row.boughtAt),
        coverFrom: time(row.coverFrom),
        coverUntil: time(row.coverUntil),
      })),
    });
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await connection.close();
    },
  };
}
