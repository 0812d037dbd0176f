/** Walks through two collections side by side: the rows of one that belong to each row of the other. */
import type { AuditedCollection, Row } from '../../store/audit/rows.ts';
import type { Findings } from './findings.ts';

export interface MatchedRows<Document extends object> {
  /** The rows of a key. Keys have to rise from call to call, as the rows do. */
  of(key: string): Promise<Document[]>;
  /** Reads what is left, and answers how many rows there were in all. */
  end(): Promise<number>;
}

/** Rows sorted by a key that names another document. One whose key is never asked for is a difference. */
export function matchRows<Document extends object>(
  collection: AuditedCollection,
  rows: AsyncGenerator<Row<Document>>,
  field: string & keyof Document,
  findings: Findings,
): MatchedRows<Document> {
  let count = 0;
  let next: Row<Document> | null | undefined;

  async function peek(): Promise<Row<Document> | null> {
    if (next === undefined) {
      const step = await rows.next();
      next = step.done === true ? null : step.value;
      if (next !== null) count += 1;
    }
    return next;
  }

  function stray(row: Row<Document>): void {
    findings.look(collection, row, (document) => {
      findings.note(collection, row.id, field, 'a document that exists', document[field]);
    });
  }

  const keyOf = (row: Row<Document>): string => (row.document === null ? '' : String(row.document[field]));

  return {
    async of(key) {
      const found: Document[] = [];
      for (let row = await peek(); row !== null && keyOf(row) <= key; row = await peek()) {
        next = undefined;
        if (row.document === null || keyOf(row) < key) stray(row);
        else found.push(row.document);
      }
      return found;
    },
    async end() {
      for (let row = await peek(); row !== null; row = await peek()) {
        next = undefined;
        stray(row);
      }
      return count;
    },
  };
}
