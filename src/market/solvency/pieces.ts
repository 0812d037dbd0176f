/** The pieces in which the trees of a snapshot are kept, and the hash that binds them all. */
import { canonical } from '../../domain/shared/canonical.ts';
import { PIECE_LEAVES, topsOf } from '../../domain/solvency/tree.ts';
import type { SolvencyPieceDocument } from '../../store/evidence/solvencySnapshots.ts';
import { sha256 } from '../../store/sha256.ts';
import type { NamedTree } from './liabilityTrees.ts';

/** A piece by its id and the hash of what it holds. */
export type NamedPiece = readonly [id: string, hash: string];

/** What a piece holds: whose each leaf is, what is owed, and its salted hash. */
export const pieceHash = ({ _id, ids, amounts, hashes }: SolvencyPieceDocument): NamedPiece => [
  _id,
  sha256(canonical([ids, amounts, hashes])),
];

/** One hash over all pieces of a snapshot, in the order of their ids. */
export const piecesHash = (pieces: readonly NamedPiece[]): string =>
  sha256(canonical([...pieces].sort(([a], [b]) => (a < b ? -1 : 1))));

/** One tree in pieces, and the tops of all of them. */
export function piecesOf(
  snapshotId: string,
  { kind, assetId, tree, amounts }: NamedTree,
): SolvencyPieceDocument[] {
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
