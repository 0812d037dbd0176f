/** What is signed of a solvency report: a short text that anybody can put together again. */
import type { Sha256 } from '../evidence/closing.ts';
import { canonical } from '../shared/canonical.ts';
import type { UnixSeconds } from '../shared/units.ts';
import type { LiabilityRoot } from './liability.ts';
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
    `trees: ${sha256(canonical(trees))}`,
  ].join('\n');
}
