/** Simulations beside the thread that answers: one at a time, a few wait, and none for ever. */
import { afterEach, expect, test } from 'vitest';
import { compareRuin } from '../../src/actuary/compareRuin.ts';
import { createRuinSimulator, type RuinSimulator } from '../../src/actuary/ruinSimulator.ts';
import { RUIN_WAITING_MAX } from '../../src/domain/shared/limits.ts';
import { smallBook } from './books.ts';

const book = smallBook({ scores: [60, 80], cover: 500, capital: 800 });
const pairs = [{ before: book, after: book }];
const asked = { years: 1, paths: 2_500, seed: 3 };
const entryOf = (name: string) => new URL(`./${name}.mjs`, import.meta.url);

let simulator: RuinSimulator;
afterEach(() => simulator.close());

test('answers each in its turn with what a simulation here and now finds', async () => {
  simulator = createRuinSimulator();
  const found = await Promise.all([
    simulator.simulate(pairs, asked),
    simulator.simulate(pairs, { ...asked, seed: 4 }),
  ]);
  expect(found).toEqual([compareRuin(pairs, asked), compareRuin(pairs, { ...asked, seed: 4 })]);
});

test('lets a few wait and sends the next one away at once', async () => {
  simulator = createRuinSimulator({ entry: entryOf('silentThread') });
  const waiting = Array.from({ length: 1 + RUIN_WAITING_MAX }, () =>
    simulator.simulate(pairs, asked).catch((error: Error) => error.message),
  );
  expect(await simulator.simulate(pairs, asked)).toBeNull();
  await simulator.close();
  expect(await Promise.all(waiting)).toEqual(waiting.map(() => 'simulations of ruin are closed'));
  await expect(simulator.simulate(pairs, asked)).rejects.toThrow('are closed');
});

test('ends what takes too long, and whoever waited behind it', async () => {
  simulator = createRuinSimulator({ entry: entryOf('silentThread'), patienceMs: 50 });
  const both = [simulator.simulate(pairs, asked), simulator.simulate(pairs, asked)];
  expect(await Promise.all(both)).toEqual([null, null]);
});

test('a thread that ends by itself fails its own question and no other', async () => {
  simulator = createRuinSimulator({ entry: entryOf('mortalThread') });
  const both = [simulator.simulate(pairs, asked), simulator.simulate(pairs, { ...asked, seed: 4 })];
  const said = await Promise.allSettled(both);
  expect(said).toEqual([
    { status: 'rejected', reason: new Error('a thread that simulates ruin has ended') },
    { status: 'fulfilled', value: [] },
  ]);
});
