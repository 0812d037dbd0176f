/**
 * How one command of the journal is chained to the one before it (docs/decisions/0053): over the hash of what
 * it holds, so that the chain can be followed by whoever may not read the commands.
 */
import { canonical } from '../shared/canonical.ts';
import type { Sha256 } from './closing.ts';

/** Names the shape of a journal as a file: lines of JSON, the first of each part a `JournalStart`. */
export const JOURNAL_FORMAT = 'bulwark-journal-1';

/** The command after which a part goes on: sequence 0 before the first. */
export interface JournalStart {
  readonly format: typeof JOURNAL_FORMAT;
  readonly after: number;
  readonly hash: string;
}

/** A command by its hashes alone. */
export interface JournalLink {
  readonly sequence: number;
  readonly contentHash: string;
  readonly hash: string;
}

/** The hash of what a command holds, given without its hashes: over its canonical text. */
export const contentHashOf = (content: object, sha256: Sha256): string => sha256(canonical(content));

/** The hash of a command. Example: the text `journal 42 5f0c… 09ab…` is hashed. */
export function linkHash(
  previousHash: string,
  { sequence, contentHash }: Omit<JournalLink, 'hash'>,
  sha256: Sha256,
): string {
  return sha256(`journal ${sequence} ${previousHash} ${contentHash}`);
}
