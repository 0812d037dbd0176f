/** Sealed snapshots of the solvency report, and the pieces of their trees. */
import { PROOF_SECONDS } from '../../domain/shared/limits.ts';
import type { SealedHead } from '../../domain/solvency/sealed.ts';
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import { appendOnce } from './append.ts';

/** `_id` is `snp_` and the journal sequence, so that ids rise with time. Its text is the bundle `sha256`. */
export interface SolvencySnapshotDocument {
  _id: string;
  head: SealedHead;
  signer: string;
  signature: string;
  /** SHA-256 of the signed file. */
  sha256: string;
}

/** Some leaves of a tree, side by side. `_id` is `snapshot/tree/asset/number`; the tops have no ids. */
export interface SolvencyPieceDocument {
  _id: string;
  ids: string[];
  amounts: bigint[];
  hashes: string[];
}

/** Keeps pieces, until their proofs are not given any more. */
export async function appendPieces(
  database: Database,
  pieces: readonly SolvencyPieceDocument[],
): Promise<void> {
  const purgeAt = new Date(Date.now() + PROOF_SECONDS * 1_000);
  const kept = pieces.map((piece) => ({ ...piece, purgeAt }));
  await appendOnce(database, 'solvencyPieces', kept);
}

/** Keeps a snapshot; its text and its pieces are there already. */
export async function appendSolvencySnapshot(
  database: Database,
  snapshot: SolvencySnapshotDocument,
): Promise<void> {
  await appendOnce(database, 'solvencySnapshots', [snapshot]);
}

/** A snapshot by its id, or null. */
export async function loadSolvencySnapshot(
  database: Database,
  id: string,
): Promise<SolvencySnapshotDocument | null> {
  const found = await database.collection('solvencySnapshots').findOne({ _id: { $eq: id } } as never);
  return found === null ? null : decodeDocument<SolvencySnapshotDocument>(found);
}

/** Where snapshots are sought: none is as of a later command or instant, or not before an id. */
export interface SnapshotBound {
  sequence?: number;
  at?: number;
  before?: string | undefined;
}

/** The newest within a bound, sealed or not; null where there is none. */
export async function newestSolvencySnapshot(
  database: Database,
  { sequence, at, before }: SnapshotBound,
): Promise<SolvencySnapshotDocument | null> {
  const filter = {
    ...(sequence === undefined ? {} : { 'head.sequence': { $lte: sequence } }),
    ...(at === undefined ? {} : { 'head.at': { $lte: at } }),
    ...(before === undefined ? {} : { _id: { $lt: before } }),
  };
  const [found] = await database
    .collection('solvencySnapshots')
    .find(filter as never)
    .sort({ _id: -1 })
    .limit(1)
    .toArray();
  return found === undefined ? null : decodeDocument<SolvencySnapshotDocument>(found);
}

/** The pieces of a snapshot that have a leaf of a node, one for each tree that it is in. */
export async function findPieces(
  database: Database,
  snapshotId: string,
  nodeId: string,
): Promise<SolvencyPieceDocument[]> {
  const found = await database
    .collection('solvencyPieces')
    .find({ ids: nodeId, _id: { $gte: `${snapshotId}/`, $lt: `${snapshotId}0` } } as never)
    .sort({ _id: 1 })
    .toArray();
  return found.map((piece) => decodeDocument<SolvencyPieceDocument>(piece));
}

/** One piece by its id, or null. */
export async function loadPiece(database: Database, id: string): Promise<SolvencyPieceDocument | null> {
  const found = await database.collection('solvencyPieces').findOne({ _id: id });
  return found === null ? null : decodeDocument<SolvencyPieceDocument>(found);
}
