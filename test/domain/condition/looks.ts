/** Looks at a contract for tests of the conditions. */
import {
  type Advance,
  advanceConditions,
  type ConditionMemory,
  EMPTY_CONDITIONS,
} from '../../../src/domain/condition/advance.ts';
import type { StateLook } from '../../../src/domain/condition/look.ts';

/** Time of block 0: a full hour, 12 seconds a block. */
export const START = 1_678_003_200;
export const BLOCK_SECONDS = 12;

/** A sound vault of 1,000 at a block, but for what is changed. */
export function lookAt(block: number, changes: Partial<StateLook> = {}): StateLook {
  return {
    block,
    at: START + block * BLOCK_SECONDS,
    price: 1_000_000n,
    assets: 1_000_000_000n,
    liabilities: 1_000_000_000n,
    hasFloor: false,
    supply: 1_000_000_000n,
    paused: false,
    owner: '0xowner',
    implementation: null,
    ...changes,
  };
}

/** A vault that says its own price: what its assets are by share. */
export function vaultAt(block: number, assets: bigint, supply: bigint): StateLook {
  const price = supply === 0n ? 1_000_000n : (assets * 1_000_000n) / supply;
  return lookAt(block, { assets, supply, price, liabilities: assets });
}

/** Adds looks one after the other. */
export function follow(
  looks: readonly StateLook[],
  memory: ConditionMemory = EMPTY_CONDITIONS,
): { memory: ConditionMemory; steps: readonly Advance[]; last: Advance } {
  const steps: Advance[] = [];
  let remembered = memory;
  for (const look of looks) {
    const step = advanceConditions(remembered, look);
    remembered = step.memory;
    steps.push(step);
  }
  return { memory: remembered, steps, last: steps.at(-1) as Advance };
}

/** Looks at blocks `from` to `to`. */
export function span(from: number, to: number, changes: Partial<StateLook> = {}): StateLook[] {
  return Array.from({ length: to - from + 1 }, (_, index) => lookAt(from + index, changes));
}

/** What stands after a step. */
export const namesOf = ({ memory }: Pick<Advance, 'memory'>) =>
  memory.standing.map(({ condition }) => condition);
