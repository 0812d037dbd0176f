/**
 * Walks the journal from its first document: the chain of hashes, the sequence, and what each command moved.
 */
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { HeadDocument, JournalDocument } from '../../store/documents/ledger.ts';
import { GENESIS_HASH } from '../../store/head.ts';
import { journalHashesOf } from '../sequencer/journalEntry.ts';
import type { Findings } from './findings.ts';

/** What was walked through. */
export interface JournalCounts {
  commands: number;
  entries: number;
}

type Link = Pick<JournalDocument, 'sequence' | 'hash' | 'time'>;

/** Checks every document and that the head ends the chain. `seen` is given each document that can be read. */
export async function checkJournal(
  view: Database,
  findings: Findings,
  head: HeadDocument | null,
  seen: (document: JournalDocument) => void,
): Promise<JournalCounts> {
  const counts = { commands: 0, entries: 0 };
  let last: Link = { sequence: 0, hash: GENESIS_HASH, time: 0 };
  for await (const row of readRows(view, 'journal', { sort: { sequence: 1 } })) {
    counts.commands += 1;
    findings.look('journal', row, (document) => {
      checkLink(findings, last, document);
      checkSums(findings, document);
      counts.entries += document.entries.length;
      seen(document);
    });
    if (row.document !== null) last = row.document;
  }
  checkHead(findings, head, last);
  return counts;
}

function checkLink(findings: Findings, last: Link, document: JournalDocument): void {
  const { _id: id, sequence, previousHash, time } = document;
  findings.compare('journal', id, 'sequence', last.sequence + 1, sequence);
  findings.compare('journal', id, 'previousHash', last.hash, previousHash);
  const hashes = journalHashesOf(document);
  findings.compare('journal', id, 'hash', hashes.hash, document.hash);
  findings.compare('journal', id, 'contentHash', hashes.contentHash, document.contentHash);
  if (time < last.time) findings.note('journal', id, 'time', `${last.time} or later`, time);
}

/** The entries of a command sum to zero per asset (law 2). */
function checkSums(findings: Findings, { _id, entries }: JournalDocument): void {
  const sums = new Map<string, bigint>();
  for (const { assetId, amount } of entries) sums.set(assetId, (sums.get(assetId) ?? 0n) + amount);
  for (const [assetId, sum] of sums) findings.compare('journal', _id, `entries in ${assetId}`, 0n, sum);
}

function checkHead(findings: Findings, head: HeadDocument | null, last: Link): void {
  if (head === null) {
    findings.note('head', 'head', '_id', `the head of ${last.sequence} commands`, 'no document');
    return;
  }
  findings.compare('head', 'head', 'sequence', last.sequence, head.sequence);
  findings.compare('head', 'head', 'hash', last.hash, head.hash);
  findings.compare('head', 'head', 'time', last.time, head.time);
}
