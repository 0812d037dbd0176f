import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Command, MarketSettings, Principal } from '../../src/market/command.ts';
import { decideBatch, type Work } from '../../src/market/sequencer/decideBatch.ts';
import { type Change, openDraft } from '../../src/market/sequencer/draft.ts';
import { WorkingSet } from '../../src/market/sequencer/world.ts';
import { STATE_COLLECTIONS } from '../../src/store/collections.ts';
import type { Entry } from '../../src/store/documents/ledger.ts';
import { placeOf, type Source, sourcesUnder, textOf, walk } from './support/sources.ts';

const HEAD = { sequence: 41, hash: '0'.repeat(64) };
const AT = 1_700_000_000;
const PRINCIPAL: Principal = { id: 'system:test', roles: [], system: true };

/** A command with exactly these entries, which changes the balance of `account`. */
function commandOf(name: string, entries: Entry[]): Command<object, object> {
  return {
    name,
    input: z.object({}),
    sender: 'SYSTEM',
    money: true,
    needs: () => [],
    decide(_world, _input, { at }) {
      const document = { _id: 'a/available/ast', version: 1, account: 'a/available', assetId: 'ast' };
      const change: Change = {
        collection: 'balances',
        id: document._id,
        document: { ...document, amount: 5n, sequence: 1 },
      };
      const event = { type: 'account.credited', node: 'a', also: [], eventTime: at, changes: {} };
      return { refused: false, answer: {}, entries, changes: [change], events: [event] };
    },
  };
}

const workOf = (command: Command<object, object>): Work => ({
  id: `system:test:${command.name}:1`,
  command,
  input: {},
  inputHash: '',
  principal: PRINCIPAL,
});

const entry = (account: string, assetId: string, amount: bigint): Entry => ({
  account,
  assetId,
  amount,
  accountSequence: 1,
});

function decide(...commands: Command<object, object>[]) {
  const world = new WorkingSet();
  const works = commands.map(workOf);
  const decided = decideBatch(works, world, HEAD, AT, {} as MarketSettings);
  return { ...decided, outcomes: works.map((work) => decided.outcomes.get(work)), writes: world.writes() };
}

describe('law 2: the entries of a command sum to zero', () => {
  test.each([
    ['money out of nothing', [entry('a', 'ast', 5n)]],
    ['a unit too much', [entry('a', 'ast', 6n), entry('b', 'ast', -5n)]],
    ['one asset for another', [entry('a', 'ast', 5n), entry('b', 'other', -5n)]],
  ])('%s is refused before anything is written', (_what, entries) => {
    const { journal, writes, outcomes } = decide(commandOf('rogue', entries));
    expect(outcomes).toMatchObject([{ kind: 'FAILED', failure: { code: 'INTERNAL' } }]);
    expect(journal).toEqual([]);
    expect(writes).toEqual([]);
  });

  test('a rogue command does not harm its neighbours, and takes no place in the journal', () => {
    const good = (name: string) => commandOf(name, [entry('a', 'ast', 5n), entry('b', 'ast', -5n)]);
    const rogue = commandOf('rogue', [entry('a', 'ast', 5n)]);
    const { journal, outcomes } = decide(good('first'), rogue, good('last'));
    expect(journal.map(({ operation, sequence }) => [operation, sequence])).toEqual([
      ['first', 42],
      ['last', 43],
    ]);
    expect(outcomes.map((outcome) => outcome?.kind)).toEqual(['DONE', 'FAILED', 'DONE']);
  });

  test('nobody but the world outside holds less than nothing', () => {
    const world = new WorkingSet();
    for (const id of ['a/available/ast', 'b/available/ast', 'outside/cashier/ast'])
      world.load('balances', id, null);
    const draft = openDraft(world, AT);
    expect(() => draft.move('a/available', 'b/available', 'ast', 1n)).toThrow('below zero');
    expect(() => draft.move('outside/cashier', 'b/available', 'ast', -1n)).toThrow('negative');
    draft.move('outside/cashier', 'b/available', 'ast', 1n);
    expect(draft.balance('outside/cashier', 'ast')).toBe(-1n);
  });
});

/** Methods of the driver and of Mongoose that write. */
const WRITES =
  /^(insert|update|replace|delete|findOneAnd|findByIdAnd|bulkWrite|bulkSave|drop|rename|create$|save$|remove)/;
/** What a command sent to the server as it is would write with. */
const WRITE_COMMANDS = [
  'insert',
  'update',
  'delete',
  'findAndModify',
  'bulkWrite',
  'drop',
  'renameCollection',
];

interface Write {
  place: string;
  /** File, collection (`?` where it comes from elsewhere) and method. */
  what: string;
}

/** Calls of the form `….collection(x).method(…)` that write. */
function driverWrites(source: Source): Write[] {
  const writes: Write[] = [];
  walk(source.tree, (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const { expression: target, name } = node.expression;
    if (!ts.isCallExpression(target) || !ts.isPropertyAccessExpression(target.expression)) return;
    if (target.expression.name.text !== 'collection' || !WRITES.test(name.text)) return;
    const what = `${source.path} ${nameIn(target.arguments[0])} ${name.text}`;
    writes.push({ place: placeOf(source, node), what });
  });
  return writes;
}

/** Commands for the server, `{ insert: x, … }`, in files that send any. */
function serverWrites(source: Source): Write[] {
  if (!/\.command\(/.test(source.text)) return [];
  const writes: Write[] = [];
  walk(source.tree, (node) => {
    if (!ts.isPropertyAssignment(node) || !ts.isIdentifier(node.name)) return;
    if (!WRITE_COMMANDS.includes(node.name.text)) return;
    const what = `${source.path} ${nameIn(node.initializer)} ${node.name.text}`;
    writes.push({ place: placeOf(source, node), what });
  });
  return writes;
}

function nameIn(argument: ts.Expression | undefined): string {
  return argument !== undefined && ts.isStringLiteral(argument) ? argument.text : '?';
}

const src = sourcesUnder('src');
const writes = src.flatMap((source) => [...driverWrites(source), ...serverWrites(source)]);

describe('law 2: only the sequencer writes', () => {
  test('the journal is inserted by the commit and never changed', () => {
    const journal = writes.filter(({ what }) => what.includes(' journal '));
    expect(journal.map(({ what }) => what)).toEqual(['src/store/commit.ts journal insert']);
  });

  test('state is written by the commit, the head by the commit and by whoever takes it', () => {
    const known = [
      // The head first, then every collection of the state in its order, then the journal.
      'src/store/commit.ts head update',
      'src/store/commit.ts ? update',
      'src/store/commit.ts ? insert',
      'src/store/commit.ts journal insert',
      'src/store/head.ts head findOneAndUpdate',
      'src/store/head.ts head updateOne',
      // Evidence: append only, under natural keys; and how far each source was read.
      'src/store/evidence/append.ts ? insertMany',
      'src/store/evidence/sources.ts sources replaceOne',
      // Reports that are sent, and the mark on their source that a closing of slots meets.
      'src/store/evidence/received.ts sources findOneAndUpdate',
      'src/store/evidence/received.ts observations insertMany',
      'src/store/evidence/received.ts unheard insertMany',
      'src/store/evidence/received.ts unheard bulkWrite',
      // How far webhooks have got, which no decision reads either.
      'src/store/deliveries/cursors.ts webhookCursors updateOne',
      'src/store/deliveries/cursors.ts webhookCursors replaceOne',
      'src/store/deliveries/deliveries.ts webhookDeliveries bulkWrite',
      'src/store/deliveries/deliveries.ts webhookDeliveries updateOne',
      'src/store/deliveries/deliveries.ts webhookDeliveries updateMany',
    ];
    const unknown = writes.filter(({ what }) => !known.includes(what));
    expect(unknown).toEqual([]);
    expect(textOf('src/store/commit.ts')).toContain('of STATE_COLLECTIONS)');
  });

  test('no collection is held in a variable, where its writes would not be seen', () => {
    const wrong = src.flatMap((source) => {
      const places: string[] = [];
      walk(source.tree, (node) => {
        if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
        if (node.expression.name.text !== 'collection' || node.arguments.length !== 1) return;
        const isChained = ts.isPropertyAccessExpression(node.parent);
        if (!isChained && !HANDING_ON.includes(source.path)) places.push(placeOf(source, node));
      });
      return places;
    });
    expect(wrong).toEqual([]);
  });

  test('no query writes on the side', () => {
    expect(src.filter(({ text }) => /\$(out|merge)\b/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('evidence is appended to collections of its own, that no decision reads', () => {
    const names = sourcesUnder('src/store/evidence').flatMap(({ text }) =>
      [...text.matchAll(/appendOnce\(database, '(\w+)'/g)].map(([, name]) => name),
    );
    expect([...new Set(names)].sort()).toEqual([
      'bundles',
      'closings',
      'observations',
      'readings',
      'snapshots',
      'solvencyPieces',
      'solvencySnapshots',
      'verdicts',
    ]);
    for (const name of [...names, 'sources', 'webhookCursors', 'webhookDeliveries', 'journal', 'head'])
      expect(STATE_COLLECTIONS).not.toContain(name);
  });

  test('outside the store nothing writes to the database', () => {
    expect(writes.filter(({ place }) => !place.startsWith('src/store/'))).toEqual([]);
  });

  test('a balance changes only by moving money from one account to another', () => {
    const wrong = src.filter(
      ({ path, text }) =>
        /\b(put|create)\(\s*'balances'/.test(text) && path !== 'src/market/sequencer/draft.ts',
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

/** They hand a collection on as they got it, and write nothing: the connection, and the view of one moment. */
const HANDING_ON = [
  'src/store/database.ts',
  'src/store/audit/openForReading.ts',
  'src/store/queries/snapshot.ts',
];
