/** Makes the journal document of one accepted command, chained to the one before it. */
import { canonical } from '../../domain/shared/canonical.ts';
import type { JournalDocument } from '../../store/documents/ledger.ts';
import { sha256 } from '../../store/sha256.ts';

/** The hash that names an input, so that one key cannot stand for two different ones. */
export function inputHashOf(input: unknown): string {
  return sha256(canonical(input));
}

/** The hash of a journal document: over everything in it but the hash itself, the previous hash included. */
export function journalHashOf(document: Omit<JournalDocument, 'hash'>): string {
  return sha256(canonical(document));
}

/** Completes a journal document behind a head. */
export function chain(
  previous: { sequence: number; hash: string },
  entry: Omit<JournalDocument, 'sequence' | 'previousHash' | 'hash'>,
): JournalDocument {
  const document = { ...entry, sequence: previous.sequence + 1, previousHash: previous.hash };
  return { ...document, hash: journalHashOf(document) };
}
