/** Makes the journal document of one accepted command, chained to the one before it. */
import { hash } from 'node:crypto';
import { canonical } from '../../domain/shared/canonical.ts';
import type { JournalDocument } from '../../store/documents/ledger.ts';

/** SHA-256 over a canonical text, as hex. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

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
