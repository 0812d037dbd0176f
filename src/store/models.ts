/**
 * The Mongoose models: one for each collection, with its indexes.
 *
 * Shapes are the TypeScript documents in `documents/`; the codec writes and reads them. Mongoose brings the
 * connection, the creation of collections and indexes at start (never inside a transaction) and lean queries.
 */
import mongoose from 'mongoose';
import { STATE_COLLECTIONS } from './collections.ts';
import { RENEWING } from './ranges.ts';

type IndexOptions = Omit<mongoose.mongo.IndexDescription, 'key'>;
type IndexList = readonly (readonly [Record<string, 1 | -1>, IndexOptions?])[];

/** Every index, with the question that it answers. */
const INDEXES: Record<string, IndexList> = {
  // Which journal documents come after a cursor, which are about a node or an account, which are of a type?
  journal: [
    [{ sequence: 1 }, { unique: true }],
    [{ 'events.node': 1, sequence: 1 }],
    [{ 'events.also': 1, sequence: 1 }],
    [{ 'events.type': 1, sequence: 1 }],
  ],
  // Who signs in with an address, who has a role? And of every list: which rows come next in its order?
  accounts: [[{ address: 1 }, { unique: true }], [{ createdAt: 1, _id: 1 }], [{ roles: 1, _id: 1 }]],
  assets: [[{ chainId: 1, address: 1 }, { unique: true }], [{ createdAt: 1, _id: 1 }]],
  // What does an account hold?
  balances: [[{ account: 1 }]],
  positions: [[{ accountId: 1, createdAt: 1, _id: 1 }], [{ poolId: 1, _id: 1 }]],
  // Which exits wait, in the order of the queue?
  withdrawals: [[{ poolId: 1, status: 1, number: 1 }], [{ accountId: 1, _id: 1 }]],
  // Which policies does an incident look at, which has a feed passed, which are mine?
  policies: [
    [{ productId: 1, open: 1, _id: 1 }],
    [{ productId: 1, open: 1, coverUntil: 1 }],
    [{ accountId: 1, _id: 1 }],
    // Few wait at a time.
    [
      { 'segments.allocations.poolId': 1, 'pending.madeAt': 1, _id: 1 },
      { partialFilterExpression: { 'pending.status': 'PENDING' } },
    ],
    // Which go on by themselves, and end soon?
    [{ coverUntil: 1, productId: 1, _id: 1 }, { partialFilterExpression: RENEWING }],
  ],
  products: [
    [{ feedId: 1 }],
    [{ createdAt: 1, _id: 1 }],
    [{ score: 1, _id: 1 }],
    // Whose score has nobody looked at today?
    [{ 'scored.day': 1 }, { partialFilterExpression: { 'scored.day': { $gt: 0 } } }],
  ],
  feeds: [[{ createdAt: 1, _id: 1 }]],
  reserves: [[{ createdAt: 1, _id: 1 }]],
  pools: [
    [{ createdAt: 1, _id: 1 }],
    [{ assetId: 1, _id: 1 }],
    // Is there a pool that has set something aside for a loss?
    [{ 'earmarks.productId': 1 }, { partialFilterExpression: { 'earmarks.productId': { $exists: true } } }],
  ],
  distributors: [[{ createdAt: 1, _id: 1 }], [{ accountId: 1, _id: 1 }]],
  // Which commissions has a distributor, and which have an hour to earn?
  commissions: [[{ distributorId: 1, _id: 1 }], [{ 'earning.accruedTo': 1 }]],
  venues: [[{ createdAt: 1, _id: 1 }], [{ status: 1, createdAt: 1, _id: 1 }]],
  // Which liquidations has a market or a venue, and which wait for the clock?
  liquidations: [
    [{ openedAt: 1, _id: 1 }],
    [{ marketId: 1, openedAt: 1, _id: 1 }],
    [{ venueId: 1, openedAt: 1, _id: 1 }],
    [{ status: 1, openedAt: 1, _id: 1 }],
    [{ 'close.payableAt': 1 }, { partialFilterExpression: { status: 'CLOSED' } }],
  ],
  // Which markets has a venue?
  markets: [[{ createdAt: 1, _id: 1 }], [{ venueId: 1, createdAt: 1, _id: 1 }]],
  // ... and which incidents took something from a pool, or are challenged by an account?
  incidents: [
    [{ productId: 1, breachStart: 1, _id: 1 }],
    [{ breachStart: 1, _id: 1 }],
    [{ status: 1 }],
    [{ 'pools.poolId': 1, allocatedAt: 1 }],
    [{ 'challenges.accountId': 1 }],
  ],
  payouts: [[{ policyId: 1 }], [{ incidentId: 1, _id: 1 }]],
  // What does a fund still owe to whom, and what has become of a payout's claim?
  recoveryClaims: [
    [{ reserveId: 1, _id: 1 }, { partialFilterExpression: { open: true } }],
    [{ payoutId: 1 }],
  ],
  earningBuckets: [[{ earnerId: 1, hour: 1 }]],
  // Which orders are on offer, of what, and which are mine? Which end next, which limit orders come first?
  orders: [
    [{ status: 1, _id: 1 }],
    [{ accountId: 1, _id: 1 }],
    [{ poolId: 1, status: 1, _id: 1 }],
    [{ policyId: 1, status: 1, _id: 1 }],
    [{ productId: 1, status: 1, _id: 1 }],
    [{ expiresAt: 1, _id: 1 }, { partialFilterExpression: { status: 'OPEN' } }],
    [{ accountId: 1, placedAt: 1 }, { partialFilterExpression: { status: 'OPEN' } }],
    [
      { productId: 1, 'limit.maxAnnualRateWad': -1, _id: 1 },
      { partialFilterExpression: { status: 'OPEN', kind: 'COVER' } },
    ],
  ],
  // Which trades are mine, which came of an order, and which of a pool wait?
  trades: [
    [{ accountIds: 1, _id: 1 }],
    [{ orderId: 1, _id: 1 }],
    [{ poolId: 1, madeAt: 1, _id: 1 }, { partialFilterExpression: { status: 'PENDING' } }],
    [{ buyerId: 1, madeAt: 1 }, { partialFilterExpression: { status: 'PENDING' } }],
  ],
  // What did losses take from a vault, the newest first?
  vaultLosses: [[{ vaultId: 1, at: -1, _id: -1 }]],
  // Which auctions are open, and which were a pool's, or a vault's?
  auctions: [
    [{ reserveId: 1, openedAt: 1, _id: 1 }, { partialFilterExpression: { kind: 'SALE' } }],
    [{ openedAt: 1, _id: 1 }],
    [{ status: 1, openedAt: 1, _id: 1 }],
    [{ poolId: 1, openedAt: 1, _id: 1 }],
  ],
  // Which commitments are there, in force for an asset, or offered or in default by an account?
  commitments: [
    [{ createdAt: 1, _id: 1 }],
    [{ reserveId: 1, createdAt: 1, _id: 1 }],
    [{ status: 1, assetId: 1, _id: 1 }],
    [{ accountId: 1, status: 1, _id: 1 }],
  ],
  // What were the scores of a product, the newest first?
  scores: [[{ productId: 1, _id: 1 }]],
  // Which proposals stand in a state?
  proposals: [[{ status: 1, _id: 1 }]],
  // Which webhooks has an account, and to which is anything sent?
  webhooks: [[{ accountId: 1, _id: 1 }], [{ status: 1, _id: 1 }]],
  // Which deliveries of a webhook are due, which are shown, which may go?
  webhookDeliveries: [
    [{ nextAt: 1, webhookId: 1 }, { partialFilterExpression: { status: 'PENDING' } }],
    [{ webhookId: 1, status: 1, sequence: 1 }],
    [{ webhookId: 1, sequence: -1, _id: -1 }],
    [{ purgeAt: 1 }, { expireAfterSeconds: 0 }],
  ],
  // Where did a pool, or a vault, stand when a day began?
  poolDays: [[{ poolId: 1, day: 1 }]],
  // What had come to a reserve and gone when a day began?
  reserveDays: [[{ reserveId: 1, day: 1 }]],
  // Evidence, each record once under its `_id`. What votes in a span of time, and what did each operator say?
  observations: [
    [{ feedId: 1, accepted: 1, observedAt: 1, _id: 1 }],
    [{ feedId: 1, source: 1, operator: 1, observedAt: 1, finalized: 1, accepted: 1 }],
  ],
  // Which reports that no slot looks at were sent, how many of them by strangers, and which may go?
  unheard: [
    [{ feedId: 1, accepted: 1, observedAt: 1, _id: 1 }],
    [{ feedId: 1, stray: 1, sender: 1 }],
    [{ purgeAt: 1 }, { expireAfterSeconds: 0 }],
  ],
  // What was read in a span of time, and which slots did a closing close?
  readings: [[{ feedId: 1, at: 1 }, { unique: true }]],
  closings: [[{ feedId: 1, throughSlot: 1 }]],
  // Which piece of a snapshot's tree has a leaf, and which pieces may go?
  solvencyPieces: [[{ ids: 1, _id: 1 }], [{ purgeAt: 1 }, { expireAfterSeconds: 0 }]],
  // What was found out later?
  verdicts: [[{ feedId: 1, at: 1 }]],
};

/** Every collection. */
export const COLLECTIONS: readonly string[] = [
  'head',
  'journal',
  ...STATE_COLLECTIONS,
  'observations',
  'unheard',
  'readings',
  'closings',
  'verdicts',
  'snapshots',
  'solvencySnapshots',
  'solvencyPieces',
  'bundles',
  'sources',
  'webhookDeliveries',
  'webhookCursors',
];

const ANY_SHAPE = new mongoose.Schema(
  { _id: { type: mongoose.Schema.Types.Mixed } },
  { strict: false, versionKey: false, autoIndex: false, autoCreate: false },
);

/** Registers the models on a connection. */
export function registerModels(connection: mongoose.Connection): void {
  for (const name of COLLECTIONS) connection.model(name, ANY_SHAPE, name);
}

/**
 * Creates collections and indexes, each collection with all of its indexes in one question, and all at once:
 * a start waits for one answer, not a hundred. Safe to repeat.
 */
export async function createCollections(connection: mongoose.Connection): Promise<void> {
  await Promise.all(COLLECTIONS.map((name) => createOne(connection, name)));
}

async function createOne(connection: mongoose.Connection, name: string): Promise<void> {
  const model = connection.model(name);
  const indexes = INDEXES[name] ?? [];
  if (indexes.length === 0) await model.createCollection();
  // Creates the collection as well.
  else await model.collection.createIndexes(indexes.map(([key, options]) => ({ ...options, key })));
}
