/** Files that are checked: what they are, their text, and how what differs is told. */
import { readFile, stat } from 'node:fs/promises';
import type { Difference } from '../../domain/evidence/difference.ts';
import { QUOTE_FORMAT } from '../../domain/pricing/quoteFile.ts';
import { EVIDENCE_BYTES_MAX } from '../../domain/shared/limits.ts';
import { PROOF_FORMAT, SOLVENCY_FORMAT } from '../../domain/solvency/sealed.ts';
import { quoted, UsageError, visible } from '../shared/output.ts';

/** Evidence holds other texts as strings, in which quotation marks stand behind a backslash. */
export const isSolvency = (text: string): boolean => text.includes(`"format":"${SOLVENCY_FORMAT}"`);

export const isProof = (text: string): boolean => text.includes(`"format":"${PROOF_FORMAT}"`);

export const isQuote = (text: string): boolean => text.includes(`"format":"${QUOTE_FORMAT}"`);

/** The text of a file. Throws UsageError where it cannot be read. */
export async function readText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > EVIDENCE_BYTES_MAX) throw new Error(`it has more than ${EVIDENCE_BYTES_MAX} bytes`);
    bytes = await readFile(path);
  } catch (error) {
    throw new UsageError(`${quoted(path, 200)} cannot be read: ${(error as Error).message}`);
  }
  // What is no UTF-8 becomes another text here, and that differs.
  return bytes.toString('utf8');
}

/** What differs, in words. */
export function told({ path, expected, found }: Difference, what = 'evidence'): string {
  return `The ${what} differs at ${path || 'its beginning'}:\n  expected ${expected}\n  found    ${visible(found, 200)}\n`;
}
