/** What the demo can play: how a story is opened, told, and left running. */
import { type House, type HousePlan, openHouse } from './house.ts';

/** A story that was told. */
export interface Told {
  text: readonly string[];
  json: object;
  /** The ledger is clean, and all figures add up. */
  isClean: boolean;
  /** What there is to try in what is left running. */
  invitation: readonly string[];
  /** The feed whose price the reader moves, and what that came to; null where there is none. */
  sandbox: { setPrice(price: bigint): void; status(): Promise<string> } | null;
}

export type Progress = (done: number, total: number) => void;

/** A house in which a story can be told. */
export interface OpenedScenario {
  house: Omit<House, 'stage' | 'setPrice'>;
  tell(progress: Progress): Promise<Told>;
}

export type Scenario = (options: { port: number; fresh: boolean }) => Promise<OpenedScenario>;

/** A scenario of a house and of what is told in it. */
export function scenarioOf<Name extends string>(
  plan: HousePlan<Name>,
  tell: (house: House<Name>, progress: Progress) => Promise<Told>,
): Scenario {
  return async (options) => {
    const house = await openHouse(plan, options);
    return { house, tell: (progress) => tell(house, progress) };
  };
}
