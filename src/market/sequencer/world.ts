/**
 * What a decision may read: exactly the documents that it named as needs.
 *
 * Reading one that was not named is a bug and throws,
 * because it was not loaded and so its absence means nothing.
 */
import type { StateCollection, StateDocuments } from '../../store/collections.ts';
import type { BatchWrite } from '../../store/commit.ts';
import type { RangeName, RangeQuery } from '../../store/ranges.ts';
import { DocumentMap } from './documentMap.ts';
import type { Change } from './draft.ts';

/** One document by id, or a named range of them (first `limit` in the range's order). */
export type Need =
  | { collection: StateCollection; id: string }
  | { range: RangeName; query: RangeQuery; limit: number };

/**
 * A document was read that the command had not named. A bug, unless a neighbour in the batch moved the need.
 */
export class NeedMissing extends Error {}

export interface World {
  /** The document, or null where there is none. Throws when it was not among the needs. */
  get<Name extends StateCollection>(collection: Name, id: string): StateDocuments[Name] | null;
  /** The document, or undefined while it has not been loaded: for `needs` that depend on others. */
  peek<Name extends StateCollection>(collection: Name, id: string): StateDocuments[Name] | null | undefined;
  /**
   * Ids of a range that was named, in its order; undefined for `needs` while it has not been loaded. A
   * decision that reads one that was not named throws: an empty one would mean that there is nothing.
   */
  range(name: RangeName, query: RangeQuery): readonly string[] | undefined;
}

/** A need for one document. */
export function need(collection: StateCollection, id: string): Need {
  return { collection, id };
}

/** The key under which a range is kept. */
export function rangeKey(name: RangeName, query: RangeQuery): string {
  return `${name}:${JSON.stringify(query)}`;
}

/** The documents of one batch: what was loaded, and over it what accepted commands changed. */
export class WorkingSet implements World {
  readonly #documents = new DocumentMap<StateDocuments[StateCollection] | null>();
  readonly #ranges = new Map<string, readonly string[]>();
  /** Each document that a command changed, with what was loaded. */
  readonly #changed = new DocumentMap<BatchWrite>();

  get<Name extends StateCollection>(collection: Name, id: string): StateDocuments[Name] | null {
    const document = this.peek(collection, id);
    if (document === undefined)
      throw new NeedMissing(`${collection} ${id} was read without being named as a need`);
    return document;
  }

  peek<Name extends StateCollection>(collection: Name, id: string): StateDocuments[Name] | null | undefined {
    return this.#documents.get(collection, id) as StateDocuments[Name] | null | undefined;
  }

  range(name: RangeName, query: RangeQuery): readonly string[] | undefined {
    return this.#ranges.get(rangeKey(name, query));
  }

  /** Keeps a document as the database has it. */
  load(collection: StateCollection, id: string, document: StateDocuments[StateCollection] | null): void {
    this.#documents.set(collection, id, document);
  }

  /** Puts what an accepted command changed over what was loaded. */
  apply(changes: readonly Change[]): void {
    for (const { collection, id, document } of changes) {
      const earlier = this.#changed.get(collection, id);
      const loaded = earlier === undefined ? (this.#documents.get(collection, id) ?? null) : earlier.loaded;
      this.#changed.set(collection, id, { collection, id, loaded, document });
      this.#documents.set(collection, id, document);
    }
  }

  putRange(name: RangeName, query: RangeQuery, ids: readonly string[]): void {
    this.#ranges.set(rangeKey(name, query), ids);
  }

  /** What a decision sees: a neighbour may have moved its ranges, and then they were not loaded. */
  decided(): World {
    return {
      get: (collection, id) => this.get(collection, id),
      peek: (collection, id) => this.peek(collection, id),
      range: (name, query) => {
        const ids = this.range(name, query);
        if (ids === undefined)
          throw new NeedMissing(`${rangeKey(name, query)} was read without being named as a need`);
        return ids;
      },
    };
  }

  /** Every changed document once, with its last content and what was loaded. */
  writes(): BatchWrite[] {
    return this.#changed.values();
  }
}
