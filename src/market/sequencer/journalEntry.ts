/** Makes the journal document of one accepted command, chained to the one before it. */
import { contentHashOf, linkHash } from '../../domain/evidence/journalLink.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import type { JournalDocument } from '../../store/documents/ledger.ts';
import { sha256 } from '../../store/sha256.ts';

/** The hash that names an input, so that one key cannot stand for two different ones. */
export function inputHashOf(input: unknown): string {
  return sha256(canonical(input));
}

/** A command before it is chained. */
export type JournalEntry = Omit<JournalDocument, 'sequence' | 'previousHash' | 'contentHash' | 'hash'>;

/** What of a document its first hash is over. */
export function contentOf(document: JournalDocument) {
  const { previousHash: _previous, contentHash: _content, hash: _hash, ...content } = document;
  return content;
}

/** Both hashes of a journal document, computed from everything else in it. */
export function journalHashesOf(document: JournalDocument): Pick<JournalDocument, 'contentHash' | 'hash'> {
  const { sequence, previousHash } = document;
  const contentHash = contentHashOf(contentOf(document), sha256);
  return { contentHash, hash: linkHash(previousHash, { sequence, contentHash }, sha256) };
}

/** Completes a journal document behind a head. */
export function chain(previous: { sequence: number; hash: string }, entry: JournalEntry): JournalDocument {
  const sequence = previous.sequence + 1;
  const document = { ...entry, sequence, previousHash: previous.hash, contentHash: '', hash: '' };
  return { ...document, ...journalHashesOf(document) };
}
