/** Takes a snapshot of the solvency report with its trees, signs it, and keeps it as evidence. */
import { canonical } from '../../domain/shared/canonical.ts';
import { EVIDENCE_PIECE_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { headOfReport, type SealedTree, SOLVENCY_FORMAT } from '../../domain/solvency/sealed.ts';
import { PIECE_LEAVES, topsOf } from '../../domain/solvency/tree.ts';
import type { Database } from '../../store/database.ts';
import { appendBundlePiece } from '../../store/evidence/bundles.ts';
import {
  appendPieces,
  appendSolvencySnapshot,
  type SolvencyPieceDocument,
} from '../../store/evidence/solvencySnapshots.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { sha256 } from '../../store/sha256.ts';
import { liabilityTrees, type NamedTree } from './liabilityTrees.ts';
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
}

/** The id of the snapshot as of a command. Example: 42 is `snp_00000000002a`. */
const snapshotIdOf = (sequence: number): string => `snp_${sequence.toString(16).padStart(12, '0')}`;

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
  for (const tree of trees) await appendPieces(database, piecesOf(snapshotId, tree));
  // Last: what is named by it is there.
  await appendSolvencySnapshot(database, {
    _id: snapshotId,
    head,
    signer: signer.address,
    signature,
    sha256: name,
  });
  return { snapshotId, sequence: report.sequence, journalHash: report.journalHash, sha256: name };
}

function piecesOf(snapshotId: string, { kind, assetId, tree, amounts }: NamedTree): SolvencyPieceDocument[] {
  const name = `${snapshotId}/${kind}/${assetId}`;
  const ids = [...tree.indexById.keys()];
  const leaves = tree.levels[0] ?? [];
  const tops = topsOf(tree);
  const pieces: SolvencyPieceDocument[] = [
    {
      _id: `${name}/tops`,
      ids: [],
      amounts: tops.map(({ sum }) => sum),
      hashes: tops.map(({ hash }) => hash),
    },
  ];
  for (let start = 0; start < leaves.length; start += PIECE_LEAVES) {
    const own = ids.slice(start, start + PIECE_LEAVES);
    pieces.push({
      _id: `${name}/${start / PIECE_LEAVES}`,
      ids: own,
      amounts: own.map((id) => amounts.get(id) ?? 0n),
      hashes: leaves.slice(start, start + PIECE_LEAVES).map(({ hash }) => hash),
    });
  }
  return pieces;
}
