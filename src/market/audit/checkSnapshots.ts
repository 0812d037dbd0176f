/**
 * Sealed snapshots of the solvency report, against the journal that names them: the text and its signature,
 * the command that each is as of, and the trees in which everybody finds what is owed to them.
 */
import { canonical } from '../../domain/shared/canonical.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { JournalDocument } from '../../store/documents/ledger.ts';
import { readBundleText } from '../../store/evidence/bundles.ts';
import type { SolvencySnapshotDocument } from '../../store/evidence/solvencySnapshots.ts';
import { journalHashAt } from '../../store/queries/journalLinks.ts';
import { sha256 } from '../../store/sha256.ts';
import { checkSignedText } from '../solvency/checkSigned.ts';
import { snapshotIdOf } from '../solvency/takeSnapshot.ts';
import { checkPieces } from './checkPieces.ts';
import type { Findings } from './findings.ts';

const KIND = 'solvencySnapshots';

/** What the journal says of snapshots. */
export interface SnapshotsTally {
  add(document: JournalDocument): void;
  /** Compares; returns how many snapshots there are. */
  compare(view: Database, findings: Findings): Promise<number>;
}

/** What a command sealed. */
type Sealed = Readonly<Record<string, unknown>>;

/** Collects from the journal as it is walked: one row a day. */
export function tallySnapshots(): SnapshotsTally {
  const sealed = new Map<string, Sealed>();
  return {
    add({ events }) {
      for (const { type, node, changes } of events) if (type === 'snapshot.sealed') sealed.set(node, changes);
    },
    async compare(view, findings) {
      const missing = new Set(sealed.keys());
      let looked = 0;
      for await (const { id, document, unreadable } of readRows(view, KIND, { sort: { _id: 1 } })) {
        looked += 1;
        missing.delete(id);
        if (document === null) findings.note(KIND, id, '_id', 'a readable document', unreadable);
        else await checkSnapshot(view, findings, document, sealed.get(id));
      }
      for (const id of missing) findings.note(KIND, id, '_id', 'a snapshot that was sealed', 'no document');
      return looked;
    },
  };
}

/** One that was taken and never named is checked for what it says itself. */
async function checkSnapshot(
  view: Database,
  findings: Findings,
  snapshot: SolvencySnapshotDocument,
  sealed: Sealed | undefined,
): Promise<void> {
  const { _id: id, head } = snapshot;
  try {
    findings.compare(KIND, id, '_id', snapshotIdOf(head.sequence), id);
    findings.compare(KIND, id, 'head.journalHash', await storedHash(view, head.sequence), head.journalHash);
    for (const [field, found] of [
      ['sequence', head.sequence],
      ['journalHash', head.journalHash],
      ['sha256', snapshot.sha256],
    ] as const)
      if (sealed !== undefined) findings.compare(KIND, id, field, sealed[field], found);
    const text = await readBundleText(view, snapshot.sha256);
    findings.compare(KIND, id, 'text', snapshot.sha256, sha256(text));
    const { file, difference } = await checkSignedText(text);
    if (file === null)
      findings.note(KIND, id, `text ${difference.path}`, difference.expected, difference.found);
    else
      for (const name of ['head', 'signer', 'signature'] as const)
        findings.compare(KIND, id, name, canonical(file[name]), canonical(snapshot[name]));
    await checkPieces(view, findings, snapshot, sealed?.pieces);
  } catch (error) {
    findings.note(KIND, id, '_id', 'a document of its kind', error);
  }
}

/** The hash of a command as it is stored: the walk through the journal has computed it again. */
const storedHash = async (view: Database, sequence: number): Promise<string> =>
  (await journalHashAt(view, sequence)) ?? `a command ${sequence}`;
