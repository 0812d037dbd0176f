/** What may happen next in a random history of the marketplace, with the arguments of each action. */
import fc from 'fast-check';
import { GOVERNED_LAYERS } from '../../src/domain/waterfall/rules.ts';
import { UNIT } from '../support/marketplace.ts';
import * as act from './actions.ts';
import * as backstop from './backstopActions.ts';
import * as promise from './commitmentActions.ts';
import * as holder from './coverActions.ts';
import * as govern from './governanceActions.ts';
import { foundAnew } from './opening.ts';
import * as trade from './orderActions.ts';
import * as sale from './saleActions.ts';
import * as watcher from './watcherActions.ts';
import type { World } from './world.ts';

/** One action with its arguments. */
export interface Step {
  run(world: World): Promise<void>;
  /** In full, for the report of a history that fails. */
  toString(): string;
}

/** An action with its arguments: named in full when a history fails. */
function step<Arguments extends unknown[]>(
  action: (world: World, ...given: Arguments) => Promise<void>,
  ...given: { [Index in keyof Arguments]: fc.Arbitrary<Arguments[Index]> }
): fc.Arbitrary<Step> {
  return fc.tuple(...(given as fc.Arbitrary<unknown>[])).map((values) => ({
    run: (world) => action(world, ...(values as Arguments)),
    toString: () => `${action.name}(${fc.stringify(values).slice(1, -1)})`,
  }));
}

const any = fc.nat(9_999);
/** Mostly one of the oldest: so that much happens to the same. */
const which = fc.oneof({ weight: 2, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: any });
const either = fc.nat(1);
const what = fc.nat(2);
/** One of the feeds, or all of them. */
const feeds = fc.nat(3);
/** What somebody asks or bids, from nearly nothing to more than most have. */
const price = fc.bigInt(1n, 20_000n * UNIT);
/** From next to nothing to more than any pool needs. */
const shares = fc.bigInt(1n, 10n ** 14n);
const percent = fc.integer({ min: 1, max: 100 });
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(act.AMOUNTS.least, act.AMOUNTS.most) },
  { weight: 1, arbitrary: fc.bigInt(0n, 50n) },
);
const cover = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt(10n ** 6n, 9_000n * 10n ** 6n) },
  { weight: 1, arbitrary: amount },
);
const hours = fc.integer({ min: 1, max: 24 * 9 });
const prices = fc.array(fc.integer({ min: 40, max: 99 }), { maxLength: 8 });
const depeg = fc.integer({ min: 40, max: 94 }).map((value) => Array<number>(4).fill(value));

type Steps = fc.Arbitrary<Step>[];

const times = <Item>(count: number, item: Item): Item[] => Array<Item>(count).fill(item);

/** What buyers and holders do; each step is listed as often as it should happen. */
export const buying = (who: fc.Arbitrary<number>): Steps => [
  ...times(5, step(act.buy, who, what, cover, fc.integer({ min: 8, max: 40 }))),
  ...times(5, step(act.buy, who, what, cover, fc.integer({ min: 8, max: 10 }))),
  step(act.buy, who, what, cover, fc.integer({ min: 8, max: 365 })),
  ...times(3, step(act.buySold, who, either, cover, fc.integer({ min: 8, max: 40 }))),
  ...times(3, step(holder.cancelCover, which)),
  step(holder.transferCover, which, who),
  ...times(2, step(holder.increase, which, cover)),
  ...times(2, step(holder.extend, which, fc.integer({ min: 6, max: 40 }))),
  ...times(2, step(holder.decrease, which, fc.integer({ min: 1, max: 99 }))),
  step(holder.split, which, fc.integer({ min: 1, max: 99 }), who),
  step(holder.agreeToRenew, which, fc.integer({ min: 1, max: 60 })),
];

export const underwriting = (who: fc.Arbitrary<number>): Steps => [
  step(act.credit, who, amount),
  step(act.debit, who, amount),
  ...times(3, step(act.deposit, who, either, amount)),
  ...times(4, step(act.takeShares, who, shares)),
  step(act.requestExit, which, fc.integer({ min: 1, max: 100 })),
  ...times(2, step(act.requestExit, which, fc.constant(100))),
  step(act.cancelExit, which),
];

export const trading = (who: fc.Arbitrary<number>): Steps => [
  ...times(2, step(trade.offerShares, which, percent, price)),
  step(trade.bidForShares, who, either, fc.bigInt(1n, 10n ** 14n), price, fc.integer({ min: 1, max: 200 })),
  ...times(2, step(trade.orderPolicy, which, who, price)),
  step(trade.orderCover, who, what, cover, fc.integer({ min: 1, max: 100 })),
  ...times(5, step(trade.fillOrder, who, which, percent)),
  step(trade.cancelOrder, which),
  step(trade.giveShares, which, who, percent),
];

/** What the service's own programs do, due or not. */
export const SERVING: Steps = [
  step(watcher.payExits, either),
  ...times(2, step(holder.renew, either)),
  ...times(2, step(trade.settleTrades, either, fc.nat(3))),
  ...times(2, step(trade.tendOrders)),
  ...times(2, step(holder.settleStepOuts, either, fc.nat(3))),
  step(watcher.thaw, what),
  step(watcher.release, what),
  step(watcher.accrueCommission),
  step(watcher.accrue, either),
  ...times(2, step(watcher.stepLadder, either)),
  step(watcher.openIncidents),
  ...times(2, step(watcher.stepIncident, which, which)),
  step(watcher.driveIncidents),
  step(watcher.tend),
];

/** Some hours in which nothing happens. */
export const WAITING: Steps = [step(watcher.pass, fc.integer({ min: 1, max: 6 }), what, fc.constant([]))];

/** Time passes, some of it with broken pegs. */
export const PASSING: Steps = [
  ...times(3, step(watcher.pass, hours, what, fc.constant([]))),
  ...times(2, step(watcher.pass, fc.integer({ min: 8, max: 12 }), feeds, depeg)),
  step(watcher.pass, hours, feeds, prices),
  step(watcher.watch, what),
];

/** What governors change: within reach, at its end, and beyond. */
const GOVERNING: Steps = [
  ...times(3, step(govern.setParameter, any, fc.integer({ min: -130, max: 130 }))),
  step(govern.setParameter, any, fc.constantFrom(-100, 100)),
  step(
    govern.setLayerOrder,
    fc.shuffledSubarray([...GOVERNED_LAYERS], { minLength: GOVERNED_LAYERS.length }),
  ),
];

/** What stands behind pools: stakers, givers, a venue, and what the watcher does about them. */
const BACKING: Steps = [
  ...times(2, step(backstop.stake, amount)),
  step(backstop.unstake, percent),
  step(backstop.stayStaked, which),
  ...times(3, step(backstop.contribute, any, what, amount)),
  ...times(5, step(backstop.tendReserves)),
  ...times(6, step(sale.takeLot, which, fc.integer({ min: 1, max: 420 }), fc.bigInt(1n, 40n * 10n ** 18n))),
  ...times(
    3,
    step(
      backstop.liquidate,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 85, max: 99 }),
      fc.integer({ min: 1, max: 300 }),
    ),
  ),
  ...times(2, step(backstop.settleDraws)),
  ...times(2, step(backstop.waitForDraws)),
  step(backstop.fillTreasury, amount),
  ...times(2, step(backstop.release, any, amount)),
  ...times(2, step(promise.commit, which, amount, fc.integer({ min: 7, max: 60 }), percent)),
  ...times(2, step(promise.fundCommitter, which, amount)),
  step(promise.uncommit, which),
  ...times(3, step(promise.collectCalls)),
  ...times(
    2,
    step(
      promise.callAll,
      fc.integer({ min: 40, max: 80 }),
      fc.constantFrom(2, 40, 50, 80),
      fc.array(fc.constantFrom(0, 30, 100), { minLength: 3, maxLength: 3 }),
    ),
  ),
];

const anybody = fc.nat(3);

export const STEPS: Steps = [
  ...buying(anybody),
  ...underwriting(anybody),
  ...trading(anybody),
  ...SERVING,
  ...PASSING,
  ...GOVERNING,
  ...BACKING,
  step(watcher.sleep, fc.integer({ min: 1, max: 24 * 20 })),
  ...times(2, step(watcher.leave)),
  ...times(2, step(act.crash, anybody, feeds, fc.integer({ min: 40, max: 94 }))),
  ...times(2, step(watcher.calmDays, fc.integer({ min: 1, max: 9 }))),
  ...times(2, step(act.buyAll, anybody, fc.integer({ min: 8, max: 40 }))),
  ...times(4, step(watcher.recover)),
  step(foundAnew),
  step(act.restart),
  step(act.repeat, any),
];
