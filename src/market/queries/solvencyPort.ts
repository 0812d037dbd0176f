/** What the marketplace answers of its solvency. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { SignedProof, SignedReport } from '../../domain/solvency/sealed.ts';
import type { SolvencySnapshotDocument } from '../../store/evidence/solvencySnapshots.ts';
import type { JournalPart } from '../solvency/journalChain.ts';

export interface SolvencyQueries {
  /** The journal's chain behind a command, by hashes alone; null where there is no such command. */
  journalPart(after: number): Promise<JournalPart | null>;
  /** What is held, owed and left to bear losses, signed; a moment old at most, it says of which command. */
  solvency(): Promise<SignedReport>;
  /** The report that was sealed last at an instant, as it was signed then; null where none had been. */
  sealedReport(at: UnixSeconds): Promise<SignedReport | null>;
  /** The newest sealed snapshot that is not as of a later command, or null. */
  sealedBy(sequence: number): Promise<SolvencySnapshotDocument | null>;
  /** A sealed snapshot, the newest where none is named, or null; its text is the evidence `sha256`. */
  solvencySnapshot(id: string | null): Promise<SolvencySnapshotDocument | null>;
  /** That an account, position or policy is counted: one proof for each tree; whoever asks has to own it. */
  inclusionProofs(snapshotId: string, nodeId: string): Promise<SignedProof[]>;
}
