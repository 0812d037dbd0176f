/** A journal as a file, followed from its first command, and a signed snapshot that must stand on it. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Difference } from '../../domain/evidence/difference.ts';
import { sha256 } from '../../store/sha256.ts';
import { type CommandStreams, EXIT_FAILED, EXIT_OK, quoted, UsageError } from '../shared/output.ts';
import { checkJournalLines, type ExpectedSnapshot, type JournalFacts } from './checkJournal.ts';
import { checkProofsText } from './checkProof.ts';
import { checkSolvencyText } from './checkSolvency.ts';
import { isProof, readText, told } from './files.ts';

/** Follows the journal; memory does not grow with it. Answers the exit code. */
export async function verifyJournal(
  path: string,
  snapshotPath: string | undefined,
  isJson: boolean,
  { out }: CommandStreams,
): Promise<number> {
  const snapshot = snapshotPath === undefined ? null : await readSnapshot(snapshotPath);
  if (snapshot !== null && 'path' in snapshot) {
    out(isJson ? answer({ difference: snapshot }) : told(snapshot, 'snapshot'));
    return EXIT_FAILED;
  }
  const { facts, difference } = await checkJournalLines(linesOf(path), snapshot);
  if (facts === null) out(isJson ? answer({ difference }) : told(difference, 'journal'));
  else out(isJson ? answer({ verified: true, ...facts }) : textOf(facts));
  return facts === null ? EXIT_FAILED : EXIT_OK;
}

const answer = (facts: object): string =>
  `${JSON.stringify({ verified: false, difference: null, ...facts })}\n`;

/** What a report or proofs were signed as of; they are checked first. */
async function readSnapshot(path: string): Promise<ExpectedSnapshot | Difference> {
  const text = await readText(path);
  if (isProof(text)) {
    const { counted, difference } = await checkProofsText(text);
    const [first] = counted ?? [];
    if (first === undefined) return difference ?? { path: '', expected: 'a proof', found: 'none' };
    return { sequence: first.sequence, journalHash: first.journalHash, sha256: null };
  }
  const { facts, difference } = await checkSolvencyText(text);
  if (facts === null) return difference;
  // A report without trees was never sealed: no command names it.
  const name = facts.trees === 0 ? null : sha256(text);
  return { sequence: facts.sequence, journalHash: facts.journalHash, sha256: name };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path);
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new UsageError(`${quoted(path, 200)} cannot be read: ${(error as Error).message}`);
  } finally {
    stream.destroy();
  }
}

function textOf({
  after,
  sequence,
  hash,
  commands,
  contents,
  entries,
  snapshotAt,
  namedAt,
}: JournalFacts): string {
  const from =
    after === 0 ? 'from the first command' : `behind command ${after}, whose hash was taken as given`;
  const lines = [
    `Everything follows, ${from}: commands ${commands}, ending with ${sequence} ${hash}.`,
    `  what they hold   told of ${contents}: entries ${entries}, of each command and asset their sum is 0`,
  ];
  if (snapshotAt !== null)
    lines.push(`  snapshot         signed as of command ${snapshotAt}, which is on this journal`);
  if (namedAt !== null) lines.push(`  sealed           its file is named by command ${namedAt}`);
  return `${lines.join('\n')}\n`;
}
