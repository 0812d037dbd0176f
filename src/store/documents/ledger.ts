/** The head, the journal and the balances: the documents that only the sequencer writes. */
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';

/** The one document that says who may commit, and what was committed last. */
export interface HeadDocument {
  _id: 'head';
  /** Grows by one with each new holder; a stale holder's token no longer matches. */
  token: number;
  /** Server time until which the holder's lease runs. */
  leaseUntil: Date;
  /** Where other processes forward their commands to, or null. */
  endpoint: string | null;
  /** The holder's database session, base64, so that a successor can end it first. */
  sessionId: string | null;
  /** Sequence of the newest journal document; 0 in an empty ledger. */
  sequence: number;
  /** Hash of the newest journal document. */
  hash: string;
  /** Time of the newest batch: time never goes back. */
  time: UnixSeconds;
}

/** One movement on one ledger account. The entries of a command sum to zero per asset. */
export interface Entry {
  account: string;
  assetId: string;
  amount: Amount;
  /** Position of this entry among all entries of the balance: 1, 2, 3 ... without a gap. */
  accountSequence: number;
}

/** A notice of what a command did, as history, queries, subscriptions and webhooks show it. */
export interface JournalEvent {
  /** noun.past, for example `policy.bought`. */
  type: string;
  /** Id of the node it is about. */
  node: string;
  /** Other nodes and accounts whose history shows it. */
  also: string[];
  /** When it happened in event time, where that differs from the command's own time. */
  eventTime: UnixSeconds;
  /** The facts, as plain strings and numbers (amounts as digits). */
  changes: Record<string, unknown>;
}

/** One command: idempotency record, entry group and outbox at once. Never changed, kept for ever. */
export interface JournalDocument {
  /** principal:operation:key. */
  _id: string;
  sequence: number;
  previousHash: string;
  /** Over everything in it but its hashes. */
  contentHash: string;
  /** Over its sequence, the hash before it and `contentHash`. */
  hash: string;
  /** Hash of the canonical input. */
  inputHash: string;
  operation: string;
  principal: string;
  /** The batch's time. */
  time: UnixSeconds;
  /** Ids and amounts, not rendered JSON. */
  answer: Record<string, unknown>;
  entries: Entry[];
  events: JournalEvent[];
}

/** What one ledger account holds of one asset. `_id` is `account/assetId`. */
export interface BalanceDocument {
  _id: string;
  version: number;
  account: string;
  assetId: string;
  amount: Amount;
  /** Number of entries that made the amount. */
  sequence: number;
}
