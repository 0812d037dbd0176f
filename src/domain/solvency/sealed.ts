/** What is signed of a solvency report: a short text that anybody can put together again. */
import type { Sha256 } from '../evidence/closing.ts';
import { canonical } from '../shared/canonical.ts';
import type { UnixSeconds } from '../shared/units.ts';
import type { Liability, LiabilityRoot } from './liability.ts';
import { type InclusionProof, type ProofFault, proofFault } from './proof.ts';
import type { SolvencyReport } from './report.ts';

/** Names the shape of a signed report, as a file and over HTTP. */
export const SOLVENCY_FORMAT = 'bulwark-solvency-1';

/**
 * Which liabilities a tree holds. OWED: what accounts have, and what shares of positions are worth. COVER:
 * what policies may still be paid.
 */
export type TreeKind = 'OWED' | 'COVER';

/** The root of one tree; `assetId` is that of the asset, and the hash binds `treeName`. */
export interface SealedTree extends LiabilityRoot {
  readonly tree: TreeKind;
}

/** What the root of a tree binds in the place of its asset: a proof of one tree is none of another. */
export const treeName = (tree: TreeKind, assetId: string): string => `${tree}/${assetId}`;

/** What a signature covers: the report by its hash, and the trees, which only sealed snapshots have. */
export interface SealedHead {
  readonly sequence: number;
  readonly journalHash: string;
  readonly at: UnixSeconds;
  /** SHA-256 of the report's canonical text. */
  readonly report: string;
  readonly trees: readonly SealedTree[];
}

/** A report with who signed it, as it is served; its canonical text is the file. */
export interface SignedReport {
  readonly format: typeof SOLVENCY_FORMAT;
  readonly head: SealedHead;
  readonly report: SolvencyReport;
  /** Address of the key, and its signature (EIP-191) over `sealedMessage`. */
  readonly signer: string;
  readonly signature: string;
}

/** The head of a report. */
export function headOfReport(
  report: SolvencyReport,
  trees: readonly SealedTree[],
  sha256: Sha256,
): SealedHead {
  const { sequence, journalHash, at } = report;
  return { sequence, journalHash, at, report: sha256(canonical(report)), trees };
}

/** One hash over all trees. */
export const rootOfTrees = (trees: readonly SealedTree[], sha256: Sha256): string => sha256(canonical(trees));

/**
 * The text that is signed. Example, with the hashes cut short:
 * `Bulwark solvency\njournal: 42 5f0c…\ntime: 1672531200\nreport: 09ab…\ntrees: 4f53…`
 */
export function sealedMessage(
  { sequence, journalHash, at, report, trees }: SealedHead,
  sha256: Sha256,
): string {
  return [
    'Bulwark solvency',
    `journal: ${sequence} ${journalHash}`,
    `time: ${at}`,
    `report: ${report}`,
    `trees: ${rootOfTrees(trees, sha256)}`,
  ].join('\n');
}

/** Names the shape of a proof that something is counted. */
export const PROOF_FORMAT = 'bulwark-inclusion-1';

/** All that its owner needs to check, without the service, that a liability is counted in a signed head. */
export interface SignedProof {
  readonly format: typeof PROOF_FORMAT;
  readonly head: SealedHead;
  readonly tree: TreeKind;
  readonly assetId: string;
  readonly leaf: Liability;
  readonly proof: InclusionProof;
  readonly signer: string;
  readonly signature: string;
}

/** What is wrong with a proof: TREE is none of the head's trees. The signature is checked apart. */
export function signedProofFault(signed: SignedProof, sha256: Sha256): ProofFault | 'TREE' | null {
  const { head, tree, assetId, leaf, proof } = signed;
  const root = head.trees.find((found) => found.tree === tree && found.assetId === assetId);
  if (root === undefined) return 'TREE';
  const { count, sum, hash } = root;
  return proofFault({ assetId: treeName(tree, assetId), count, sum, hash }, leaf, proof, sha256);
}
