/** The audit of a long journal, beside what the server itself needs to add its entries up. */
import { tallyBalances } from '../../../src/market/audit/checkBalances.ts';
import { checkJournal } from '../../../src/market/audit/checkJournal.ts';
import { collectFindings } from '../../../src/market/audit/findings.ts';
import { balanceId } from '../../../src/market/ledger/accounts.ts';
import { chain, type JournalEntry } from '../../../src/market/sequencer/journalEntry.ts';
import { readRows } from '../../../src/store/audit/rows.ts';
import { type Database, openDatabase, stored } from '../../../src/store/database.ts';
import type { JournalDocument } from '../../../src/store/documents/ledger.ts';
import { GENESIS_HASH } from '../../../src/store/head.ts';
import type { Say } from '../options.ts';
import { seeded } from '../shared/statistics.ts';

const ACCOUNTS = 1_000;
/** Pairs of entries of one command: about as many as buying a policy has. */
const PAIRS = 2;
const WRITTEN_AT_A_TIME = 5_000;
const ASSET = 'ast_1_dddd';

/** Seconds of each way. */
export interface Walked {
  sums: number;
  chain: number;
  server: number;
}

/** Stores a journal of so many entries, each document chained to the one before, and its balances. */
export async function openJournal(uri: string, entries: number, say: Say) {
  const database = await openDatabase(uri);
  say(`storing ${entries} entries`);
  const last = await writeJournal(database, entries / (2 * PAIRS));
  return {
    async walk(): Promise<Walked> {
      return {
        server: await secondsOf(() => addUp(database)),
        sums: await secondsOf(() => sumUp(database)),
        chain: await secondsOf(() => followChain(database, last)),
      };
    },
    stop: () => database.close(),
  };
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

async function writeJournal(database: Database, commands: number): Promise<JournalDocument> {
  const pick = seeded(commands);
  const balances = Array.from({ length: ACCOUNTS }, () => ({ amount: 0n, sequence: 0 }));
  let previous = { sequence: 0, hash: GENESIS_HASH };
  let last: JournalDocument | null = null;
  for (let written = 0; written < commands; ) {
    const documents: JournalDocument[] = [];
    for (; documents.length < WRITTEN_AT_A_TIME && written < commands; written += 1) {
      last = chain(previous, commandOf(written, balances, pick));
      documents.push(last);
      previous = last;
    }
    await database.collection('journal').insertMany(documents.map(stored) as never);
  }
  const rows = balances.map(({ amount, sequence }, index) => {
    const account = accountOf(index);
    return stored({ _id: balanceId(account, ASSET), version: 1, account, assetId: ASSET, amount, sequence });
  });
  await database.collection('balances').insertMany(rows as never);
  if (last === null) throw new Error('nothing was written');
  return last;
}

// Only the world outside may stand below zero.
const accountOf = (index: number): string => (index === 0 ? 'outside/cashier' : `acc_${index}/available`);

function commandOf(
  number: number,
  balances: { amount: bigint; sequence: number }[],
  pick: (bound: number) => number,
): JournalEntry {
  const entries = Array.from({ length: PAIRS }, () => {
    const amount = BigInt(1 + pick(1_000));
    return [post(balances, 0, -amount), post(balances, 1 + pick(ACCOUNTS - 1), amount)];
  }).flat();
  return {
    _id: `system:creditAccount:${number}`,
    inputHash: GENESIS_HASH,
    ...{ operation: 'creditAccount', principal: 'system', time: 1_700_000_000 + number },
    ...{ answer: { accountId: 'acc_1', amount: 1n }, entries, events: [] },
  };
}

function post(balances: { amount: bigint; sequence: number }[], index: number, amount: bigint) {
  const balance = balances[index];
  if (balance === undefined) throw new Error('no such account');
  balance.amount += amount;
  balance.sequence += 1;
  return { account: accountOf(index), assetId: ASSET, amount, accountSequence: balance.sequence };
}

/** What the server needs for the same sums, over the same documents. */
async function addUp(database: Database): Promise<void> {
  const sums = await database
    .collection('journal')
    .aggregate([
      { $unwind: '$entries' },
      {
        $group: {
          _id: { account: '$entries.account', assetId: '$entries.assetId' },
          amount: { $sum: '$entries.amount' },
          sequence: { $max: '$entries.accountSequence' },
        },
      },
    ])
    .toArray();
  if (sums.length !== ACCOUNTS) throw new Error(`${sums.length} balances were added up`);
}

async function sumUp(database: Database): Promise<void> {
  const findings = collectFindings();
  const tally = tallyBalances(database, findings, 0, 1);
  const fields = ['_id', 'entries'];
  for await (const row of readRows(database, 'journal', { sort: { sequence: 1 }, fields }))
    findings.look('journal', row, (document) => tally.add(document));
  await tally.compare();
  isClean(findings.count);
}

async function followChain(database: Database, { sequence, hash, time }: JournalDocument): Promise<void> {
  const findings = collectFindings();
  const head = { _id: 'head', token: 1, leaseUntil: new Date(), endpoint: null, sessionId: null } as const;
  await checkJournal(database, findings, { ...head, sequence, hash, time }, () => undefined);
  isClean(findings.count);
}

function isClean(differences: number): void {
  if (differences > 0) throw new Error(`the audit found ${differences} differences in a clean journal`);
}
