/** Sealed snapshots: those that the journal names. One that was taken and never named does not count. */
import type { SignedReport } from '../../domain/solvency/sealed.ts';
import type { Database } from '../../store/database.ts';
import { readBundleText } from '../../store/evidence/bundles.ts';
import {
  loadSolvencySnapshot,
  newestSolvencySnapshot,
  type SnapshotBound,
  type SolvencySnapshotDocument,
} from '../../store/evidence/solvencySnapshots.ts';
import { isNamedInJournal } from '../../store/queries/journalPages.ts';
import { parseSigned } from './parseSigned.ts';

/** Where a snapshot is sought: as of a command or an instant at the latest. */
export type SealedBound = Pick<SnapshotBound, 'sequence' | 'at'>;

/** The newest within a bound, or null. */
export async function newestSealed(
  database: Database,
  bound: SealedBound,
): Promise<SolvencySnapshotDocument | null> {
  let before: string | undefined;
  for (;;) {
    const found = await newestSolvencySnapshot(database, { ...bound, before });
    if (found === null || (await isNamedInJournal(database, found._id, 'snapshot.sealed'))) return found;
    before = found._id;
  }
}

/** The report that was sealed last at an instant, as it was signed then; null where none had been. */
export async function sealedReport(database: Database, at: number): Promise<SignedReport | null> {
  const snapshot = await newestSealed(database, { at });
  if (snapshot === null) return null;
  const file = parseSigned(await readBundleText(database, snapshot.sha256));
  if ('path' in file) throw new Error(`${snapshot._id} cannot be read at ${file.path}: ${file.expected}`);
  return file;
}

/** A snapshot by its id, or the newest that is sealed; null where there is none. */
export const findSnapshot = (database: Database, id: string | null) =>
  id === null ? newestSealed(database, {}) : loadSolvencySnapshot(database, id);
