/** What an audit finds: rows that are not what the others say they must be. */
import { AUDIT_DIFFERENCES_MAX } from '../../domain/shared/limits.ts';
import type { AuditedCollection, Row } from '../../store/audit/rows.ts';

/** One bad row. Both values are texts, because a tampered field may hold anything. */
export interface Difference {
  collection: AuditedCollection;
  id: string;
  /** The field that is wrong, for example `amount` or `entries.2.accountSequence`. */
  field: string;
  expected: string;
  found: string;
}

/** Collects differences in the order in which they are found. */
export interface Findings {
  readonly list: readonly Difference[];
  /** How many there are, also beyond those listed. */
  readonly count: number;
  /** Notes a difference unless the values are the same. */
  compare(collection: AuditedCollection, id: string, field: string, expected: unknown, found: unknown): void;
  /** Notes that something is there, missing or out of bounds. */
  note(collection: AuditedCollection, id: string, field: string, expected: string, found: unknown): void;
  /** Looks at a row; one that cannot be read, or read as what it should be, is a difference itself. */
  look<Document>(
    collection: AuditedCollection,
    row: Row<Document>,
    check: (document: Document) => void,
  ): void;
}

/** An empty collection of findings. */
export function collectFindings(): Findings {
  const list: Difference[] = [];
  let count = 0;

  function note(
    collection: AuditedCollection,
    id: string,
    field: string,
    expected: string,
    found: unknown,
  ): void {
    count += 1;
    if (list.length < AUDIT_DIFFERENCES_MAX)
      list.push({ collection, id, field, expected, found: textOf(found) });
  }

  return {
    list,
    get count() {
      return count;
    },
    note,
    compare(collection, id, field, expected, found) {
      if (expected !== found) note(collection, id, field, textOf(expected), found);
    },
    look(collection, row, check) {
      if (row.document === null) {
        note(collection, row.id, '_id', 'a readable document', row.unreadable);
        return;
      }
      try {
        check(row.document);
      } catch (error) {
        note(collection, row.id, '_id', 'a document of its kind', error);
      }
    },
  };
}

function textOf(value: unknown): string {
  return value instanceof Error ? value.message : String(value);
}
