/** Writes the evidence bundle of an incident down, before the command that names it by its hash. */
import { createHash } from 'node:crypto';
import { EVIDENCE_BYTES_MAX, EVIDENCE_PIECE_LENGTH_MAX } from '../../domain/shared/limits.ts';
import type { Database } from '../../store/database.ts';
import { appendBundlePiece } from '../../store/evidence/bundles.ts';
import { type BundleSubject, bundleText, loadStart } from './bundleText.ts';

/** Names a bundle: SHA-256 and length of its text in UTF-8. */
export interface SealedBundle {
  sha256: string;
  bytes: number;
}

/**
 * Seals the bundle of a result and names it, or null where there is none: slots were closed without evidence,
 * or it is larger than a bundle may be. May be repeated: the same evidence gives the same bundle.
 */
export async function sealBundle(database: Database, subject: BundleSubject): Promise<SealedBundle | null> {
  const start = await loadStart(database, subject);
  if (start === null) return null;
  // Twice, so that its name is known before the first piece is written and it is never whole in memory.
  const named = await nameOf(bundleText(database, subject, start));
  if (named === null) return null;
  let index = 0;
  for await (const piece of cut(bundleText(database, subject, start))) {
    await appendBundlePiece(database, named.sha256, index, piece);
    index += 1;
  }
  return named;
}

async function nameOf(pieces: AsyncIterable<string>): Promise<SealedBundle | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += Buffer.byteLength(piece);
    if (bytes > EVIDENCE_BYTES_MAX) return null;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** The same text in pieces of one length, none of which ends within a character. */
async function* cut(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    rest += piece;
    while (rest.length >= EVIDENCE_PIECE_LENGTH_MAX) {
      const isHalf = /[\uD800-\uDBFF]/.test(rest.charAt(EVIDENCE_PIECE_LENGTH_MAX - 1));
      const end = EVIDENCE_PIECE_LENGTH_MAX - (isHalf ? 1 : 0);
      yield rest.slice(0, end);
      rest = rest.slice(end);
    }
  }
  if (rest !== '') yield rest;
}
