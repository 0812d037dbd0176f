/** The pieces of a snapshot's trees, for as long as they are kept. */
import { PROOF_SECONDS } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../database.ts';
import { headOf } from '../queries/solvencyRows.ts';
import { type AuditedDocuments, type Row, readRows } from './rows.ts';

const ofSnapshot = (snapshotId: string) => ({ _id: { $gte: `${snapshotId}/`, $lt: `${snapshotId}0` } });

/** All pieces of a snapshot. */
export function readPieces(
  view: Database,
  snapshotId: string,
): AsyncGenerator<Row<AuditedDocuments['solvencyPieces']>> {
  return readRows(view, 'solvencyPieces', { filter: ofSnapshot(snapshotId), sort: { _id: 1 } });
}

/**
 * Whether all pieces have to be there. None is looked for once the first may go, by the server's clock as by
 * the ledger's: a sandbox's clock runs ahead, and a ledger that nothing happens in stands still.
 */
export async function arePiecesDue(view: Database, snapshotId: string, at: UnixSeconds): Promise<boolean> {
  const [first] = await view
    .collection('solvencyPieces')
    .find(ofSnapshot(snapshotId) as never, { projection: { purgeAt: 1 }, sort: { purgeAt: 1 }, limit: 1 })
    .toArray();
  const now = Date.now();
  if (first !== undefined) return (first.purgeAt as Date).getTime() > now;
  const until = at + PROOF_SECONDS;
  return now < until * 1_000 && ((await headOf(view))?.time ?? 0) < until;
}
