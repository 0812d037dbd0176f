/** How the model acts: what it sends, and how it finds what there is. */
import type { Principal } from '../../src/market/command.ts';
import { decodeDocument } from '../../src/store/codec.ts';
import type { StateCollection, StateDocuments } from '../../src/store/collections.ts';
import { gist } from '../support/holder.ts';
import { PEOPLE, type World } from './world.ts';

/** Sends a command. Refused or to be tried later is fine; anything else ends the run. */
export async function attempt<Answer>(
  world: World,
  principal: Principal,
  command: string,
  input: object,
): Promise<Answer | null> {
  const key = `key-${world.done.length}-${command}`;
  const outcome = await world.place.send(principal, command, input, key);
  if (outcome.kind === 'REFUSED' || gist(outcome) === 'RETRY_LATER') return null;
  if (outcome.kind === 'FAILED') {
    const { failure } = outcome;
    throw new Error(`${command}: ${failure.code}`, { cause: 'error' in failure ? failure.error : failure });
  }
  world.done.push({ principal, command, input, key, outcome });
  return outcome.replayed ? null : (outcome.answer as Answer);
}

export const pick = <Item>(items: readonly Item[], index: number): Item =>
  items[index % items.length] as Item;
export const add = (sums: Map<string, bigint>, id: string, amount: bigint) =>
  sums.set(id, (sums.get(id) ?? 0n) + amount);

export async function all<Name extends StateCollection>(
  world: World,
  name: Name,
): Promise<StateDocuments[Name][]> {
  const found = await world.place.database.collection(name).find().sort({ _id: 1 }).toArray();
  return found.map((document) => decodeDocument<StateDocuments[Name]>(document));
}

export const personOf = (accountId: string) => PEOPLE.find(({ id }) => id === accountId) as Principal;

/** Names the next step of the service's own. */
export const tick = (world: World) => world.done.length;
