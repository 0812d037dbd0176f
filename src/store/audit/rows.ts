/** Reads whole collections row by row, so that an audit needs no more memory for a longer history. */
import { decodeDocument } from '../codec.ts';
import type { StateDocuments } from '../collections.ts';
import type { Database } from '../database.ts';
import type { HeadDocument, JournalDocument } from '../documents/ledger.ts';
import type { SolvencyPieceDocument, SolvencySnapshotDocument } from '../evidence/solvencySnapshots.ts';

/** What an audit walks through. */
export interface AuditedDocuments extends StateDocuments {
  head: HeadDocument;
  journal: JournalDocument;
  solvencySnapshots: SolvencySnapshotDocument;
  solvencyPieces: SolvencyPieceDocument;
}

export type AuditedCollection = keyof AuditedDocuments;

/** A stored document, or why it cannot be read: one that was tampered with must not end the audit. */
export type Row<Document> =
  | { id: string; document: Document; unreadable: null }
  | { id: string; document: null; unreadable: string };

export interface RowsQuery {
  filter?: Record<string, unknown>;
  sort: Record<string, 1 | -1>;
  /** Fields to read; all where nothing is said. */
  fields?: readonly string[];
}

/** Rows that one answer of the server brings. */
const BATCH_ROWS = 1_000;

/** Walks through a collection in an order; the server sorts on disk what no index sorts. */
export async function* readRows<Name extends AuditedCollection>(
  database: Database,
  collection: Name,
  { filter = {}, sort, fields }: RowsQuery,
): AsyncGenerator<Row<AuditedDocuments[Name]>> {
  const projection = fields === undefined ? {} : Object.fromEntries(fields.map((field) => [field, 1]));
  const cursor = database
    .collection(collection)
    .find(filter as never, { projection, sort, batchSize: BATCH_ROWS, allowDiskUse: true });
  for await (const stored of cursor) yield readRow<AuditedDocuments[Name]>(stored);
}

function readRow<Document>(stored: { _id: unknown }): Row<Document> {
  const id = String(stored._id);
  try {
    return { id, document: decodeDocument<Document>(stored), unreadable: null };
  } catch (error) {
    return { id, document: null, unreadable: error instanceof Error ? error.message : String(error) };
  }
}
