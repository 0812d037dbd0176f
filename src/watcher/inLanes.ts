/** Does the parts of a step a few at a time: what is under way is in memory, and there may be thousands. */
import { STEP_LANE_MS, STEP_LANES } from '../domain/shared/limits.ts';

/**
 * Does `work` for every item and ends when all of it has ended; rejects with the first that does. Each lane
 * takes the next item when its last is done, or has taken so long that it waits for somebody else: one slow
 * source must not hold up the others, however many there are of it.
 */
export async function inLanes<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  const begun: Promise<unknown>[] = [];
  async function lane(): Promise<void> {
    for (const item of left) {
      const done = work(item);
      begun.push(done);
      await soon(done);
    }
  }
  await Promise.all(Array.from({ length: STEP_LANES }, lane));
  await Promise.all(begun);
}

/** Whatever becomes of it is heard at the end. */
async function soon(done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, STEP_LANE_MS);
  });
  const ended = done.then(nothing, nothing);
  await Promise.race([ended, patience]);
  clearTimeout(timer);
}

function nothing(): void {}
