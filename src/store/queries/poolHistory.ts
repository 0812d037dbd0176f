/** What pools were on earlier days, and what incidents took from them. One read for any number of pools. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import type { IncidentDocument } from '../documents/incidents.ts';
import type { PoolDayDocument } from '../documents/pools.ts';
import type { VaultLossDocument } from '../documents/vaults.ts';

/** By pool or vault, for each of some days: the last row kept at or before it, or null without one. */
export async function loadPoolDays(
  database: Database,
  collection: 'pools' | 'vaults',
  poolIds: readonly string[],
  days: readonly UnixSeconds[],
): Promise<Map<string, (PoolDayDocument | null)[]>> {
  const fields = days.map((_, index) => `day${index}`);
  const lookups = days.map((day, index) => ({
    $lookup: {
      from: 'poolDays',
      localField: '_id',
      foreignField: 'poolId',
      pipeline: [{ $match: { day: { $lte: day } } }, { $sort: { day: -1 } }, { $limit: 1 }],
      as: fields[index],
    },
  }));
  const found = await database
    .collection(collection)
    .aggregate([
      { $match: { _id: { $in: [...poolIds] } } },
      { $project: { _id: 1 } },
      ...(lookups as never[]),
    ])
    .toArray();
  return new Map(
    found.map((row) => [
      String(row._id),
      fields.map((field) => {
        const [kept] = (row as unknown as Record<string, unknown[]>)[field] ?? [];
        return kept === undefined ? null : decodeDocument<PoolDayDocument>(kept);
      }),
    ]),
  );
}

/** By pool: the incidents that were allocated to it, the newest first, at most `limit` of each. */
export async function loadPoolIncidents(
  database: Database,
  poolIds: readonly string[],
  limit: number,
): Promise<Map<string, IncidentDocument[]>> {
  const incidents = {
    from: 'incidents',
    localField: '_id',
    foreignField: 'pools.poolId',
    pipeline: [
      { $match: { allocatedAt: { $gt: 0 } } },
      { $sort: { allocatedAt: -1, _id: -1 } },
      { $limit: limit },
    ],
    as: 'incidents',
  };
  const found = await database
    .collection('pools')
    .aggregate<{ _id: string; incidents: unknown[] }>([
      { $match: { _id: { $in: [...poolIds] } } },
      { $project: { _id: 1 } },
      { $lookup: incidents as never },
    ])
    .toArray();
  return new Map(
    found.map(({ _id, incidents: rows }) => [_id, rows.map((row) => decodeDocument<IncidentDocument>(row))]),
  );
}

/** By vault: what losses took from it, the newest first, at most `limit` of each. */
export async function loadVaultLosses(
  database: Database,
  vaultIds: readonly string[],
  limit: number,
): Promise<Map<string, VaultLossDocument[]>> {
  const losses = {
    from: 'vaultLosses',
    localField: '_id',
    foreignField: 'vaultId',
    pipeline: [{ $sort: { at: -1, _id: -1 } }, { $limit: limit }],
    as: 'losses',
  };
  const found = await database
    .collection('vaults')
    .aggregate<{ _id: string; losses: unknown[] }>([
      { $match: { _id: { $in: [...vaultIds] } } },
      { $project: { _id: 1 } },
      { $lookup: losses as never },
    ])
    .toArray();
  return new Map(
    found.map(({ _id, losses: rows }) => [_id, rows.map((row) => decodeDocument<VaultLossDocument>(row))]),
  );
}

/** By pool: the hour by which the last cover that was sold so far has ended, or null without such cover. */
export async function loadCoverEnds(
  database: Database,
  poolIds: readonly string[],
): Promise<Map<string, UnixSeconds | null>> {
  const ends = {
    from: 'earningBuckets',
    localField: '_id',
    foreignField: 'earnerId',
    // A policy that left early leaves an empty bucket behind.
    pipeline: [{ $match: { 'bucket.rateDelta': { $lt: 0 } } }, { $sort: { hour: -1 } }, { $limit: 1 }],
    as: 'last',
  };
  const found = await database
    .collection('pools')
    .aggregate<{ _id: string; last: { hour: number }[] }>([
      { $match: { _id: { $in: [...poolIds] } } },
      { $project: { _id: 1 } },
      { $lookup: ends as never },
    ])
    .toArray();
  return new Map(found.map(({ _id, last }) => [_id, last[0]?.hour ?? null]));
}
