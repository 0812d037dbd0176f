/** What lanes send first is passed on together; nobody waits for one that is slow, or has ended. */
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GATHERING_MS } from '../../src/domain/shared/limits.ts';
import type { Outcome, Submission } from '../../src/market/command.ts';
import { type Gathering, gathering } from '../../src/watcher/gathering.ts';
import { SYSTEM } from '../support/marketplace.ts';

let batches: string[][];
let gathered: Gathering;
beforeEach(() => {
  batches = [];
  let isOpen = false;
  gathered = gathering(({ command }) => {
    // What arrives in one turn of the loop is one batch.
    if (!isOpen) batches.push([]);
    isOpen = true;
    void setImmediate().then(() => {
      isOpen = false;
    });
    batches.at(-1)?.push(command);
    return Promise.resolve<Outcome>({ kind: 'DONE', answer: command, events: [], replayed: false } as never);
  });
});
afterEach(() => vi.useRealTimers());

const sending = (command: string): Submission => ({
  command,
  input: {},
  principal: SYSTEM,
  idempotencyKey: null,
});

async function after(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await setImmediate();
}

/** A part that looks something up, and sends. */
const lane = (turns: number, ...commands: string[]) =>
  gathered.doing(async () => {
    const answers: unknown[] = [];
    for (const command of commands) {
      await after(turns);
      answers.push(await gathered.submit(sending(command)));
    }
    return answers;
  });

test('what parts send first goes on as one, in the order in which it came, and each has its answer', async () => {
  const [first, second] = await Promise.all([lane(3, 'late'), lane(1, 'early', 'again'), lane(2)]);
  expect(batches).toEqual([['early', 'late'], ['again']]);
  expect(first).toMatchObject([{ answer: 'late' }]);
  expect(second).toMatchObject([{ answer: 'early' }, { answer: 'again' }]);
});

test('one that fails before it sends is waited for no longer', async () => {
  const failing = gathered.doing(async () => {
    await after(3);
    throw new Error('no source');
  });
  await Promise.all([lane(1, 'closing'), expect(failing).rejects.toThrow('no source')]);
  expect(batches).toEqual([['closing']]);
});

test('a slow one is waited for a moment', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let answer: () => void = () => undefined;
  const slow = gathered.doing(async () => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    await gathered.submit(sending('slow'));
  });
  const quick = lane(1, 'quick');
  await after(2);
  expect(batches).toEqual([]);
  await vi.advanceTimersByTimeAsync(GATHERING_MS);
  await quick;
  expect(batches).toEqual([['quick']]);
  answer();
  await slow;
  expect(batches).toEqual([['quick'], ['slow']]);
});
