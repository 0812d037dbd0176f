/** A signed solvency report, checked without a database: hash, signature, and that its figures add up. */
import { verifyMessage } from 'viem';
import type { Difference } from '../../domain/evidence/difference.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import { sealedMessage } from '../../domain/solvency/sealed.ts';
import { sha256 } from '../../store/sha256.ts';
import { checkCanonical } from './checkCanonical.ts';
import { parseSigned, type SignedFile } from './parseSolvency.ts';

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
  const file = parseSigned(text);
  if ('path' in file) return { facts: null, difference: file };
  const difference =
    hashDifference(file) ??
    sumDifference(file) ??
    (await signatureDifference(file)) ??
    checkCanonical(text, file);
  if (difference !== null) return { facts: null, difference };
  const { head, signer } = file;
  const { sequence, journalHash, at, report, trees } = head;
  return { facts: { signer, sequence, journalHash, at, report, trees: trees.length }, difference };
}

function hashDifference({ head, report }: SignedFile): Difference | null {
  const found = sha256(canonical(report));
  if (found !== head.report) return { path: 'head.report', expected: found, found: head.report };
  for (const name of ['sequence', 'journalHash', 'at'] as const) {
    if (report[name] !== head[name])
      return { path: `head.${name}`, expected: String(report[name]), found: String(head[name]) };
  }
  return null;
}

/** Of each asset: what is held is what is owed and what bears losses. */
function sumDifference({ report }: SignedFile): Difference | null {
  for (const [index, { held, liabilities, layers }] of report.assets.entries()) {
    const sum = [...liabilities, ...layers].reduce((all, { amount }) => all + amount, 0n);
    if (sum !== held) return { path: `report.assets.${index}.held`, expected: `${sum}`, found: `${held}` };
  }
  return null;
}

/** The signature of a head, whether of a report or of a proof. */
export async function signatureDifference({
  head,
  signer,
  signature,
}: Pick<SignedFile, 'head' | 'signer' | 'signature'>): Promise<Difference | null> {
  const isSigned = await verifyMessage({
    address: signer as `0x${string}`,
    message: sealedMessage(head, sha256),
    signature: signature as `0x${string}`,
  }).catch(() => false);
  return isSigned ? null : { path: 'signature', expected: `a signature of ${signer}`, found: signature };
}
