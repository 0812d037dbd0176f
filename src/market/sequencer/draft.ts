/**
 * Collects the effects of one decision. A draft belongs to the decision that opened it: it reads through to
 * the world, keeps what it changes to itself, and becomes effects at the end. The world is never changed.
 */
import { AMOUNT_MAX } from '../../domain/shared/limits.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { StateCollection, StateDocuments } from '../../store/collections.ts';
import type { BalanceDocument, Entry, JournalEvent } from '../../store/documents/ledger.ts';
import { balanceId, mayBeNegative } from '../ledger/accounts.ts';
import { GOVERNANCE_ID, type Parameters, parametersOf } from '../parameters.ts';
import { DocumentMap } from './documentMap.ts';
import { NeedMissing, type World } from './world.ts';

/** A changed document with the version it had before; 0 means that it is new. */
export interface Change {
  collection: StateCollection;
  id: string;
  document: StateDocuments[StateCollection];
}

/** What an accepted command does. */
export interface Effects<Answer> {
  refused: false;
  answer: Answer;
  entries: Entry[];
  changes: Change[];
  events: JournalEvent[];
}

export interface Draft {
  readonly at: UnixSeconds;
  /** The governed parameters in force. */
  readonly parameters: Parameters;
  get<Name extends StateCollection>(collection: Name, id: string): StateDocuments[Name] | null;
  /** Like get, for a document that is there by construction: its absence is a bug. */
  must<Name extends StateCollection>(collection: Name, id: string): StateDocuments[Name];
  /** Stores a document as changed; the version is counted here. */
  put<Name extends StateCollection>(collection: Name, document: StateDocuments[Name]): void;
  /** Stores a document under an id that was given out just now: it cannot exist, so it need not be loaded. */
  create<Name extends StateCollection>(collection: Name, document: StateDocuments[Name]): void;
  /** What a ledger account holds. */
  balance(account: string, assetId: string): Amount;
  /** Moves an amount from one ledger account to another. Zero moves nothing. */
  move(from: string, to: string, assetId: string, amount: Amount): void;
  /** What a decision within this one sees: the world with what was changed so far. */
  readonly world: World;
  /** Takes over what a decision within this one does. */
  absorb(effects: Effects<unknown>): void;
  emit(event: Partial<JournalEvent> & Pick<JournalEvent, 'type' | 'node'>): void;
  done<Answer>(answer: Answer): Effects<Answer>;
}

/** Opens a draft over a world. `at` is the time of its events. */
export function openDraft(world: World, at: UnixSeconds): Draft {
  const changed = new DocumentMap<Change>();
  const entries: Entry[] = [];
  const events: JournalEvent[] = [];
  const { get, peek, must } = readerOver(world, changed);

  function put<Name extends StateCollection>(collection: Name, document: StateDocuments[Name]): void {
    const before = world.peek(collection, document._id);
    // What this very draft created is there without having been loaded.
    if (before === undefined && changed.get(collection, document._id) === undefined)
      throw new NeedMissing(`${collection} ${document._id} was written without being named as a need`);
    const version = (before?.version ?? 0) + 1;
    const next = { ...document, version } as StateDocuments[Name];
    changed.set(collection, document._id, { collection, id: document._id, document: next });
  }

  function create<Name extends StateCollection>(collection: Name, document: StateDocuments[Name]): void {
    const next = { ...document, version: 1 } as StateDocuments[Name];
    changed.set(collection, document._id, { collection, id: document._id, document: next });
  }

  function post(account: string, assetId: string, amount: Amount): void {
    const id = balanceId(account, assetId);
    const before = get('balances', id);
    const total = (before?.amount ?? 0n) + amount;
    const sequence = (before?.sequence ?? 0) + 1;
    if (total < 0n && !mayBeNegative(account)) throw new Error(`${id} would fall below zero`);
    if (total > AMOUNT_MAX || total < -AMOUNT_MAX) throw new Error(`${id} would pass the largest amount`);
    const document: BalanceDocument = { _id: id, version: 0, account, assetId, amount: total, sequence };
    put('balances', document);
    entries.push({ account, assetId, amount, accountSequence: sequence });
  }

  return {
    at,
    get parameters() {
      return parametersOf(get('governance', GOVERNANCE_ID));
    },
    get,
    must,
    put,
    create,
    balance: (account, assetId) => get('balances', balanceId(account, assetId))?.amount ?? 0n,
    move(from, to, assetId, amount) {
      if (amount < 0n) throw new Error(`a negative amount cannot move from ${from} to ${to}`);
      if (amount === 0n || from === to) return;
      post(from, assetId, -amount);
      post(to, assetId, amount);
    },
    world: { get, peek, range: (name, query) => world.range(name, query) },
    absorb(effects) {
      for (const change of effects.changes) changed.set(change.collection, change.id, change);
      entries.push(...effects.entries);
      events.push(...effects.events);
    },
    emit: (event) => events.push({ also: [], eventTime: at, changes: {}, ...event }),
    done: (answer) => ({ refused: false, answer, entries, changes: changed.values(), events }),
  };
}

/** Reads what was changed so far, and else the world. */
function readerOver(world: World, changed: DocumentMap<Change>): Pick<Draft, 'get' | 'must'> & World {
  function get<Name extends StateCollection>(collection: Name, id: string): StateDocuments[Name] | null {
    const change = changed.get(collection, id);
    return change === undefined ? world.get(collection, id) : (change.document as StateDocuments[Name]);
  }

  function peek<Name extends StateCollection>(
    collection: Name,
    id: string,
  ): StateDocuments[Name] | null | undefined {
    const change = changed.get(collection, id);
    return change === undefined ? world.peek(collection, id) : (change.document as StateDocuments[Name]);
  }

  function must<Name extends StateCollection>(collection: Name, id: string): StateDocuments[Name] {
    const document = get(collection, id);
    if (document === null) throw new Error(`${collection} ${id} is missing`);
    return document;
  }

  return { get, peek, must, range: (name, query) => world.range(name, query) };
}
