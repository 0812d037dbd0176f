/**
 * The journal as a file, followed from its first command: each link's hash, that none is missing, what each
 * command moved where that is told, and that a signed snapshot stands on this chain.
 */
import type { Difference } from '../../domain/evidence/difference.ts';
import { contentHashOf, linkHash } from '../../domain/evidence/journalLink.ts';
import { GENESIS_HASH } from '../../store/head.ts';
import { sha256 } from '../../store/sha256.ts';
import { type JournalContent, type JournalLine, readLine } from './journalLines.ts';

/** What was signed, and has to stand on the chain; `sha256` is that of a sealed report's file, else null. */
export interface ExpectedSnapshot {
  sequence: number;
  journalHash: string;
  sha256: string | null;
}

export interface JournalFacts {
  /** The command that the file begins behind: 0 is the beginning of everything. */
  after: number;
  sequence: number;
  hash: string;
  commands: number;
  /** Commands of which the file tells what they hold, and their entries: these sum to zero. */
  contents: number;
  entries: number;
  /** The command whose hash the snapshot holds, and the one that names its file, where that is told. */
  snapshotAt: number | null;
  namedAt: number | null;
}

export type CheckedJournal =
  | { facts: JournalFacts; difference: null }
  | { facts: null; difference: Difference };

interface Walk extends JournalFacts {
  time: number;
  expected: ExpectedSnapshot | null;
}

/** Follows the lines; the first thing that differs is named by the sequence of its command. */
export async function checkJournalLines(
  lines: AsyncIterable<string>,
  expected: ExpectedSnapshot | null,
): Promise<CheckedJournal> {
  let walk: Walk | null = null;
  let number = 0;
  for await (const text of lines) {
    number += 1;
    const read = readLine(text);
    if ('fault' in read) return differs(`line ${number}`, 'a line of a journal', read.fault);
    if ('start' in read) {
      const { after, hash } = read.start;
      if (walk !== null && (walk.sequence !== after || walk.hash !== hash))
        return differs(`line ${number}`, `${walk.sequence} ${walk.hash}`, `${after} ${hash}`);
      if (after === 0 && hash !== GENESIS_HASH) return differs(`line ${number}`, GENESIS_HASH, hash);
      walk ??= begin(after, hash, expected);
    } else if (walk === null) return differs('line 1', 'the start of a journal', text.slice(0, 60));
    else {
      const difference = follow(walk, read.line);
      if (difference !== null) return { facts: null, difference };
    }
  }
  if (walk === null) return differs('line 1', 'the start of a journal', 'nothing');
  const { expected: _expected, time: _time, ...facts } = walk;
  if (expected === null || facts.snapshotAt !== null) return { facts, difference: null };
  const { sequence, journalHash } = expected;
  return differs(`commands.${sequence}`, journalHash, `commands ${facts.after + 1} to ${facts.sequence}`);
}

function begin(after: number, hash: string, expected: ExpectedSnapshot | null): Walk {
  const isHere = expected?.sequence === after && expected.journalHash === hash;
  return {
    ...{ after, sequence: after, hash, time: 0, commands: 0, contents: 0, entries: 0 },
    ...{ snapshotAt: isHere ? after : null, namedAt: null, expected },
  };
}

const differs = (path: string, expected: string, found: string) => ({
  facts: null,
  difference: { path, expected, found },
});

/** Goes one link on. */
function follow(walk: Walk, line: JournalLine): Difference | null {
  const sequence = walk.sequence + 1;
  const at = (part: string) => `commands.${sequence}.${part}`;
  if (line.sequence !== sequence)
    return { path: at('sequence'), expected: `${sequence}`, found: `${line.sequence}` };
  const contentHash = line.held === null ? (line.contentHash ?? '') : contentHashOf(line.held, sha256);
  const hash = linkHash(walk.hash, { sequence, contentHash }, sha256);
  if (hash !== line.hash) return { path: at('hash'), expected: hash, found: line.hash };
  const difference = line.content === null ? null : tell(walk, line.content, at);
  if (difference !== null) return difference;
  const { expected } = walk;
  if (expected?.sequence === sequence) {
    const { journalHash } = expected;
    if (journalHash !== hash) return { path: at('hash'), expected: `${journalHash}, as signed`, found: hash };
    walk.snapshotAt = sequence;
  }
  Object.assign(walk, { sequence, hash, commands: walk.commands + 1 });
  return null;
}

/** What a command holds: it moves nothing away, time never goes back, and it names what was signed. */
function tell(walk: Walk, { time, entries, events }: JournalContent, at: (part: string) => string) {
  const sums = new Map<string, bigint>();
  for (const { assetId, amount } of entries) sums.set(assetId, (sums.get(assetId) ?? 0n) + amount);
  for (const [assetId, sum] of sums)
    if (sum !== 0n) return { path: at(`entries in ${assetId}`), expected: '0', found: `${sum}` };
  if (time < walk.time) return { path: at('time'), expected: `${walk.time} or later`, found: `${time}` };
  for (const { type, changes } of events) {
    const { sequence, sha256: name = null } = walk.expected ?? {};
    if (type !== 'snapshot.sealed' || changes.sequence !== sequence || name === null) continue;
    if (changes.sha256 !== name)
      return { path: at('snapshot.sealed'), expected: name, found: String(changes.sha256) };
    walk.namedAt = walk.sequence + 1;
  }
  Object.assign(walk, { time, contents: walk.contents + 1, entries: walk.entries + entries.length });
  return null;
}
