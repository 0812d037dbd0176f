/** The proofs that an account, a position or a policy is counted in a snapshot. */
import { PROOF_FORMAT, type SignedProof, type TreeKind, treeName } from '../../domain/solvency/sealed.ts';
import { PIECE_LEAVES, pieceProof } from '../../domain/solvency/tree.ts';
import type { Database } from '../../store/database.ts';
import {
  findPieces,
  loadPiece,
  loadSolvencySnapshot,
  type SolvencyPieceDocument,
} from '../../store/evidence/solvencySnapshots.ts';
import { sha256 } from '../../store/sha256.ts';
import type { Signer } from './signer.ts';
import { saltOf } from './takeSnapshot.ts';

/** One for each tree in which the node is; none where it is not counted, or its proofs are gone. */
export async function inclusionProofs(
  database: Database,
  key: Signer,
  snapshotId: string,
  nodeId: string,
): Promise<SignedProof[]> {
  const snapshot = await loadSolvencySnapshot(database, snapshotId);
  if (snapshot === null) return [];
  const { head, signer, signature } = snapshot;
  const proofs: SignedProof[] = [];
  for (const piece of await findPieces(database, snapshotId, nodeId)) {
    const [, kind = '', assetId = '', number = ''] = piece._id.split('/');
    const tree = kind as TreeKind;
    const tops = await loadPiece(database, `${snapshotId}/${kind}/${assetId}/tops`);
    const root = head.trees.find((found) => found.tree === tree && found.assetId === assetId);
    if (tops === null || root === undefined) continue;
    const place = piece.ids.indexOf(nodeId);
    const index = Number(number) * PIECE_LEAVES + place;
    const salt = saltOf(key, head.sequence, treeName(tree, assetId), nodeId);
    const leaf = { id: nodeId, amount: piece.amounts[place] ?? 0n, salt };
    const proof = pieceProof(index, root.count, nodesOf(piece), nodesOf(tops), sha256);
    proofs.push({ format: PROOF_FORMAT, head, tree, assetId, leaf, proof, signer, signature });
  }
  return proofs;
}

const nodesOf = ({ hashes, amounts }: SolvencyPieceDocument) =>
  hashes.map((hash, index) => ({ hash, sum: amounts[index] ?? 0n }));
