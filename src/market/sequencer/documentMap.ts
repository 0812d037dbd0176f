import type { StateCollection } from '../../store/collections.ts';

/**
 * Values by collection and id. Looked into some hundred times for one purchase,
 * so no key is put together for it.
 */
export class DocumentMap<Value> {
  readonly #byCollection = new Map<StateCollection, Map<string, Value>>();

  get(collection: StateCollection, id: string): Value | undefined {
    return this.#byCollection.get(collection)?.get(id);
  }

  set(collection: StateCollection, id: string, value: Value): void {
    const values = this.#byCollection.get(collection);
    if (values === undefined) this.#byCollection.set(collection, new Map([[id, value]]));
    else values.set(id, value);
  }

  /** All values, collection by collection. */
  values(): Value[] {
    return [...this.#byCollection.values()].flatMap((values) => [...values.values()]);
  }
}
