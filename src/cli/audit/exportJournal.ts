/** Writes the whole journal to a file, for an auditor: every command with what it holds. */
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { JOURNAL_FORMAT } from '../../domain/evidence/journalLink.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import { NoLedger } from '../../market/audit/auditLedger.ts';
import { contentOf } from '../../market/sequencer/journalEntry.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import { GENESIS_HASH } from '../../store/head.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { quoted, UsageError } from '../shared/output.ts';

/** What was written. */
export interface ExportedJournal {
  commands: number;
  hash: string;
}

/** Writes the journal as of one moment, as it is stored: what is wrong in it is found by who verifies it. */
export async function exportJournal(database: Database, path: string): Promise<ExportedJournal> {
  await makeFile(path);
  try {
    return await withSnapshot(database, async (view) => {
      const done = { commands: 0, hash: GENESIS_HASH };
      await pipeline(Readable.from(linesOf(view, done)), createWriteStream(path));
      if (done.commands === 0) throw new NoLedger('there is no journal in this database');
      return done;
    });
  } catch (error) {
    await rm(path);
    throw error;
  }
}

/** For its owner's eyes, because it names accounts. A file that is there is never written over. */
async function makeFile(path: string): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.close();
  } catch (error) {
    throw new UsageError(`${quoted(path, 200)} cannot be written: ${(error as Error).message}`);
  }
}

async function* linesOf(view: Database, done: ExportedJournal): AsyncGenerator<string> {
  yield `${canonical({ format: JOURNAL_FORMAT, after: 0, hash: GENESIS_HASH })}\n`;
  for await (const { id, document } of readRows(view, 'journal', { sort: { sequence: 1 } })) {
    if (document === null)
      throw new Error(`the command ${quoted(id, 300)} cannot be read; see npm run audit`);
    yield `${canonical({ content: contentOf(document), hash: document.hash })}\n`;
    done.commands += 1;
    done.hash = document.hash;
  }
}
