/** A signed solvency report, checked without a database: hash, signature, and that its figures add up. */
import { checkCanonical } from '../../domain/evidence/checkCanonical.ts';
import type { Difference } from '../../domain/evidence/difference.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import { sha256 } from '../../store/sha256.ts';
import { parseSigned, type SignedFile } from './parseSigned.ts';
import { isSigned, type SignedHead } from './signature.ts';

/** A report that is what it says, or the first thing that differs. */
export type CheckedSigned = { file: SignedFile; difference: null } | { file: null; difference: Difference };

/** Checks the text of a report; the first thing that differs is named by its path. */
export async function checkSignedText(text: string): Promise<CheckedSigned> {
  const file = parseSigned(text);
  if ('path' in file) return { file: null, difference: file };
  const difference =
    hashDifference(file) ??
    sumDifference(file) ??
    (await signatureDifference(file)) ??
    checkCanonical(text, file);
  return difference === null ? { file, difference } : { file: null, difference };
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
export async function signatureDifference(signed: SignedHead): Promise<Difference | null> {
  if (await isSigned(signed)) return null;
  return { path: 'signature', expected: `a signature of ${signed.signer}`, found: signed.signature };
}
