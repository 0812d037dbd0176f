/** Takes a snapshot of the solvency report with its trees, signs it, and keeps it as evidence. */
import { canonical } from '../../domain/shared/canonical.ts';
import { EVIDENCE_PIECE_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { headOfReport, type SealedTree, SOLVENCY_FORMAT } from '../../domain/solvency/sealed.ts';
import type { Database } from '../../store/database.ts';
import { appendBundlePiece } from '../../store/evidence/bundles.ts';
import { appendPieces, appendSolvencySnapshot } from '../../store/evidence/solvencySnapshots.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { sha256 } from '../../store/sha256.ts';
import { liabilityTrees } from './liabilityTrees.ts';
import { pieceHash, piecesHash, piecesOf } from './pieces.ts';
import type { Histories } from './playStress.ts';
import type { Signer } from './signer.ts';
import { solvencyReport } from './solvencyReport.ts';

export interface SnapshotDependencies {
  database: Database;
  signer: Signer;
  histories(): Promise<Histories>;
}

/** What the journal is told of a snapshot: the command `sealSnapshot` takes it. */
export interface TakenSnapshot {
  snapshotId: string;
  sequence: number;
  journalHash: string;
  sha256: string;
  /** Binds the pieces of its trees, and so which leaf is whose: `piecesHash`. */
  pieces: string;
}

/** The id of the snapshot as of a command. Example: 42 is `snp_00000000002a`. */
export const snapshotIdOf = (sequence: number): string => `snp_${sequence.toString(16).padStart(12, '0')}`;

/** Salts follow from the key and from what they are of, so that none is stored. */
export const saltOf = ({ salt }: Signer, sequence: number, tree: string, id: string): string =>
  salt(`${sequence}/${tree}/${id}`);

/** Takes one as of now. Taken twice as of one command it is the same. */
export async function takeSnapshot({
  database,
  signer,
  histories,
}: SnapshotDependencies): Promise<TakenSnapshot> {
  const played = await histories();
  const { report, trees } = await withSnapshot(database, async (view) => {
    const made = await solvencyReport(view, played);
    const of = (tree: string, id: string) => saltOf(signer, made.sequence, tree, id);
    return { report: made, trees: await liabilityTrees(view, of) };
  });
  const snapshotId = snapshotIdOf(report.sequence);
  const roots = trees.map(
    ({ kind, assetId, tree: { root } }): SealedTree => ({ ...root, assetId, tree: kind }),
  );
  const head = headOfReport(report, roots, sha256);
  const signature = await signer.sign(head);
  const signed = { format: SOLVENCY_FORMAT, head, report, signer: signer.address, signature };
  const text = canonical(signed);
  const name = sha256(text);
  for (let index = 0; index * EVIDENCE_PIECE_LENGTH_MAX < text.length; index += 1) {
    const start = index * EVIDENCE_PIECE_LENGTH_MAX;
    await appendBundlePiece(database, name, index, text.slice(start, start + EVIDENCE_PIECE_LENGTH_MAX));
  }
  const pieces = trees.flatMap((tree) => piecesOf(snapshotId, tree));
  await appendPieces(database, pieces);
  // Last: what is named by it is there.
  await appendSolvencySnapshot(database, {
    _id: snapshotId,
    head,
    signer: signer.address,
    signature,
    sha256: name,
  });
  const { sequence, journalHash } = report;
  return { snapshotId, sequence, journalHash, sha256: name, pieces: piecesHash(pieces.map(pieceHash)) };
}
