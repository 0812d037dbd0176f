/** How the model acts: what it sends, and how it finds what there is. */
import type { Outcome, Principal } from '../../src/market/command.ts';
import type { StateCollection, StateDocuments } from '../../src/store/collections.ts';
import type { JournalDocument } from '../../src/store/documents/ledger.ts';
import { loadByIds } from '../../src/store/load.ts';
import { readDocuments } from '../../src/store/rawDocuments.ts';
import { gist } from '../support/holder.ts';
import { OPERATOR, STAKER, type World } from './world.ts';

/** A command to send, with who sends it. */
export type Sending = readonly [principal: Principal, command: string, input: object];

/** Sends a command. Refused or to be tried later is fine; anything else ends the run. */
export async function attempt<Answer>(world: World, ...sending: Sending): Promise<Answer | null> {
  const [done = null] = await attemptAll<Answer>(world, [sending]);
  return done === null ? null : done.answer;
}

/** What was done, and its place in the journal. */
export interface Done<Answer> {
  answer: Answer;
  sequence: number;
}

/**
 * Sends commands in the same moment: they are decided one after the other in this order, and written together.
 * Answers in their order, null for what was not done.
 */
export async function attemptAll<Answer>(
  world: World,
  sendings: readonly Sending[],
): Promise<(Done<Answer> | null)[]> {
  const sent = sendings.map(([principal, command, input]) => {
    world.sent += 1;
    const key = `key-${world.sent}-${command}`;
    return { principal, command, input, key, outcome: sendOver(world, principal, command, input, key) };
  });
  const outcomes = await Promise.all(sent.map(({ outcome }) => outcome));
  return sent.map((sending, index) => {
    const outcome = outcomes[index] as Outcome;
    if (!wasDone(sending.command, outcome)) return null;
    world.done.push({ ...sending, outcome });
    const { answer, sequence, replayed } = outcome;
    return replayed || sequence === null ? null : { answer: answer as Answer, sequence };
  });
}

/** What the market did not decide because it starts again is sent to the one that comes, under the same key. */
async function sendOver(world: World, ...call: Parameters<World['place']['send']>): Promise<Outcome> {
  const outcome = await world.place.send(...call);
  if (world.starting === null || gist(outcome) !== 'RETRY_LATER') return outcome;
  await world.starting;
  const again = await world.place.send(...call);
  return again.kind === 'DONE' ? { ...again, replayed: false } : again;
}

/** Nothing was decided, or somebody sends the same right now. */
const LATER = new Set(['RETRY_LATER', 'IDEMPOTENCY_KEY_BUSY']);

function wasDone(command: string, outcome: Outcome): outcome is Outcome & { kind: 'DONE' } {
  if (outcome.kind === 'DONE') return true;
  if (outcome.kind === 'REFUSED' || LATER.has(gist(outcome))) return false;
  const { failure } = outcome;
  throw new Error(`${command}: ${failure.code}`, { cause: 'error' in failure ? failure.error : failure });
}

export const pick = <Item>(items: readonly Item[], index: number): Item =>
  items[index % items.length] as Item;
export const add = (sums: Map<string, bigint>, id: string, amount: bigint) =>
  sums.set(id, (sums.get(id) ?? 0n) + amount);

/** How many that are over are looked at beside those that are not: what ends them again is refused. */
const ENDED = 3;

/** Documents that a filter finds, the oldest first. */
export async function found<Name extends StateCollection>(
  world: World,
  name: Name,
  filter: Record<string, unknown>,
): Promise<StateDocuments[Name][]> {
  const { database } = world.place;
  const cursor = database.collection(name).find(filter as Record<string, never>, { raw: true });
  return readDocuments(await cursor.sort({ _id: 1 }).toArray());
}

/** Those that a filter finds, the oldest first, and behind them some that it does not, the newest first. */
export async function andSomeOthers<Name extends StateCollection>(
  world: World,
  name: Name,
  filter: Record<string, unknown>,
): Promise<StateDocuments[Name][]> {
  const { database } = world.place;
  const newest = database.collection(name).find({}, { raw: true }).sort({ _id: -1 }).limit(ENDED);
  const [open, last] = await Promise.all([found(world, name, filter), newest.toArray()]);
  const known = new Set(open.map(({ _id }) => _id));
  return [...open, ...readDocuments<StateDocuments[Name]>(last).filter(({ _id }) => !known.has(_id))];
}

/** What is not over, by collection. */
export const OPEN = {
  policies: { open: true },
  orders: { status: 'OPEN' },
  incidents: { status: { $ne: 'PAID' } },
  withdrawals: { status: { $in: ['QUEUED', 'PART_PAID'] } },
} as const;

/** What belongs to the pools that are there now. */
export const ofPools = (world: World) => ({ poolId: { $in: world.pools } });

/** One of the policies that have not ended, with its holder; null where there is none. */
export async function openPolicy(
  world: World,
  which: number,
): Promise<{ policy: StateDocuments['policies']; holder: Principal } | null> {
  const { database } = world.place;
  const filter = { ...OPEN.policies, productId: { $in: world.products } };
  const ids = await database
    .collection('policies')
    .find(filter)
    .sort({ _id: 1 })
    .project({ _id: 1 })
    .toArray();
  if (ids.length === 0) return null;
  const [policy] = await loadByIds(database, 'policies', [pick(ids, which)._id as string]);
  return policy === undefined ? null : { policy, holder: personOf(world, policy.accountId) };
}

/** Journal documents of what was done. */
export async function journalOf(
  { place }: World,
  done: readonly (Done<unknown> | null)[],
): Promise<JournalDocument[]> {
  const sequences = done.flatMap((one) => one?.sequence ?? []);
  if (sequences.length === 0) return [];
  const query = { sequence: { $in: sequences } };
  return readDocuments(await place.database.collection('journal').find(query, { raw: true }).toArray());
}

/** Counts what was paid into pools for cover, and not earned yet. */
export async function countPremiums(world: World, done: readonly (Done<unknown> | null)[]): Promise<void> {
  for (const { account, amount } of (await journalOf(world, done)).flatMap(({ entries }) => entries)) {
    const [poolId = '', purpose] = account.split('/');
    if (poolId.startsWith('pool_') && purpose === 'unearned' && amount > 0n)
      add(world.tally.premiums, poolId, amount);
  }
}

export const personOf = (world: World, accountId: string) =>
  [...world.people, STAKER, OPERATOR].find(({ id }) => id === accountId) as Principal;

/** Names the next step of the service's own. */
export const tick = (world: World) => world.sent;
