/** A signed solvency report as a file: what is told of one that is as it says. */
import type { Difference } from '../../domain/evidence/difference.ts';
import { checkSignedText } from '../../market/solvency/checkSigned.ts';

/** What of a report that is as it says is told. */
export interface SolvencyFacts {
  signer: string;
  sequence: number;
  journalHash: string;
  at: number;
  report: string;
  trees: number;
}

export type CheckedSolvency =
  | { facts: SolvencyFacts; difference: null }
  | { facts: null; difference: Difference };

/** Checks the text of a report; the first thing that differs is named by its path. */
export async function checkSolvencyText(text: string): Promise<CheckedSolvency> {
  const { file, difference } = await checkSignedText(text);
  if (file === null) return { facts: null, difference };
  const { head, signer } = file;
  const { sequence, journalHash, at, report, trees } = head;
  return { facts: { signer, sequence, journalHash, at, report, trees: trees.length }, difference };
}
