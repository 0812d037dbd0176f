/** The trees of a sealed snapshot: each node computed again, from the leaves to the signed root. */
import { rootOf, type SumNode } from '../../domain/solvency/liability.ts';
import { treeName } from '../../domain/solvency/sealed.ts';
import { PIECE_LEAVES, treeLevels } from '../../domain/solvency/tree.ts';
import { arePiecesDue, readPieces } from '../../store/audit/pieces.ts';
import type { Database } from '../../store/database.ts';
import type {
  SolvencyPieceDocument,
  SolvencySnapshotDocument,
} from '../../store/evidence/solvencySnapshots.ts';
import { sha256 } from '../../store/sha256.ts';
import { type NamedPiece, pieceHash, piecesHash } from '../solvency/pieces.ts';
import type { Findings } from './findings.ts';

const KIND = 'solvencyPieces';

/** What the pieces of one tree say. */
interface Tree {
  /** The top of each piece, by its number. */
  tops: SumNode[];
  /** The tops as they are kept. */
  kept: SumNode[];
  count: number;
}

/**
 * Checks the pieces of a snapshot for as long as its proofs are given; `named` is the hash by which the
 * journal binds all of them, and with them which leaf is whose.
 */
export async function checkPieces(
  view: Database,
  findings: Findings,
  { _id: snapshotId, head }: SolvencySnapshotDocument,
  named: unknown,
): Promise<void> {
  if (!(await arePiecesDue(view, snapshotId, head.at))) return;
  const trees = new Map<string, Tree>();
  const pieces: NamedPiece[] = [];
  for await (const row of readPieces(view, snapshotId)) {
    findings.look<SolvencyPieceDocument>(KIND, row, (piece) => {
      pieces.push(pieceHash(piece));
      addPiece(trees, piece);
    });
  }
  for (const { tree, assetId, count, sum, hash } of head.trees) {
    const id = `${snapshotId}/${tree}/${assetId}`;
    const found = trees.get(id) ?? { tops: [], kept: [], count: 0 };
    trees.delete(id);
    findings.compare(KIND, id, 'count', count, found.count);
    const root = rootOf(treeName(tree, assetId), count, topOf(found.tops), sha256);
    findings.compare(KIND, id, 'sum', sum, root.sum);
    findings.compare(KIND, id, 'hash', hash, root.hash);
    findings.compare(KIND, `${id}/tops`, 'hashes', textOf(found.tops), textOf(found.kept));
  }
  for (const id of trees.keys()) findings.note(KIND, id, '_id', 'a tree of its snapshot', 'another');
  if (named !== undefined) findings.compare(KIND, snapshotId, 'pieces', named, piecesHash(pieces));
}

function addPiece(trees: Map<string, Tree>, { _id, ids, amounts, hashes }: SolvencyPieceDocument): void {
  const end = _id.lastIndexOf('/');
  const id = _id.slice(0, end);
  const tree = trees.get(id) ?? { tops: [], kept: [], count: 0 };
  trees.set(id, tree);
  const nodes = hashes.map((hash, index) => ({ hash, sum: amounts[index] ?? 0n }));
  const number = _id.slice(end + 1);
  if (number === 'tops') {
    tree.kept = nodes;
    return;
  }
  const top = topOf(nodes);
  if (nodes.length > PIECE_LEAVES || nodes.length !== ids.length || top === null)
    throw new Error(`${ids.length} ids and ${nodes.length} leaves in a piece`);
  tree.count += nodes.length;
  tree.tops[Number(number)] = top;
}

const topOf = (nodes: readonly SumNode[]): SumNode | null => treeLevels(nodes, sha256).at(-1)?.[0] ?? null;

const textOf = (nodes: readonly SumNode[]): string =>
  nodes.map(({ hash, sum }) => `${hash} ${sum}`).join(', ');
