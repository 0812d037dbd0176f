/** Live products, each over a feed of its own that three operators read, in a pool of its own, with one policy. */
import type { FeedPeril } from '../../src/domain/product/peril.ts';
import { RISK_KIND_OF } from '../../src/domain/risk/factors.ts';
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { BreachRule } from '../../src/domain/trigger/rule.ts';
import type { Principal } from '../../src/market/command.ts';
import { availableOf, balanceId } from '../../src/market/ledger/accounts.ts';
import { loadByIds } from '../../src/store/load.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import type { LocalChain } from '../oracles/evm/localChain.ts';
import { inputsForScore } from '../support/inputsForScore.ts';
import {
  COST_OF_CORRUPTION,
  type Marketplace,
  OPERATORS,
  person,
  SUBJECT_SIZE,
  UNIT,
} from '../support/marketplace.ts';
import { all, type WatchedFeed } from './world.ts';

/** Between two steps: shorter than the silence that puts a product on watch. */
export const STEP_SECONDS = 14 * MINUTE_SECONDS;
const WAITING_SECONDS = 10 * MINUTE_SECONDS;
const CHALLENGE_SECONDS = HOUR_SECONDS / 2;
/** Of Ethereum: two epochs, and some. */
const FINALITY_SECONDS = 25 * MINUTE_SECONDS;
const LOOK_SECONDS = 10 * MINUTE_SECONDS;
const CAPITAL = 60_000n * UNIT;

/** What the rules of all losses have in common. */
export const LOSS_TERMS = {
  windowSeconds: 0,
  maxGapSeconds: HOUR_SECONDS / 2,
  lookbackSeconds: DAY_SECONDS,
  slotSeconds: MINUTE_SECONDS,
  settlementSeconds: 0,
  settlementMaxSeconds: 0,
  payout: { kind: 'BINARY' },
} as const;

interface Insurance {
  subject: string;
  peril: FeedPeril;
  family: string;
  config: Record<string, unknown>;
  rule: BreachRule;
}

/** A live pool, feed and product. Each operator reads the chain as a source of its own. */
export async function insure(
  place: Marketplace,
  { owner, assetId }: { owner: Principal; assetId: string },
  { subject, peril, family, config, rule }: Insurance,
): Promise<WatchedFeed> {
  const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', {
    name: `${subject} pool`,
    assetId,
    kind: 'ISOLATED',
    sandbox: false,
  });
  await place.must(person(2), 'depositCapital', { into: poolId, amount: CAPITAL });
  const sources = OPERATORS.map((operator) => ({
    sourceId: `reader-${operator}`,
    family,
    config,
    heartbeatSeconds: LOOK_SECONDS,
    operators: [operator],
  }));
  const { feedId } = await place.must<{ feedId: string }>(owner, 'registerFeed', {
    name: subject,
    decimals: 18,
    quorum: 3,
    maxGapSeconds: rule.maxGapSeconds,
    finalitySeconds: FINALITY_SECONDS,
    sources,
    costOfCorruption: COST_OF_CORRUPTION,
    sandbox: false,
  });
  const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', {
    name: `${subject} loss`,
    subject,
    peril,
    group: subject,
    feedId,
    pools: [{ poolId, weightWad: WAD }],
    rule,
    deductibleBps: 100,
    waitingSeconds: WAITING_SECONDS,
    challengeSeconds: CHALLENGE_SECONDS,
    minCover: null,
    termSecondsMax: 365 * DAY_SECONDS,
    inputs: inputsForScore(30, place.clock.now, RISK_KIND_OF[peril]),
    minRateWad: null,
    subjectSize: { amount: SUBJECT_SIZE, asOf: place.clock.now },
    sandbox: false,
  });
  return { feedId, productId, poolId };
}

/** Somebody buys cover of a product; returns the policy's id. */
export async function buyCover(place: Marketplace, productId: string, units: bigint): Promise<string> {
  const items = [{ productId, coverAmount: units * UNIT, termSeconds: 8 * DAY_SECONDS }];
  const order = { items, maxPremium: 1_000n * UNIT };
  const { policyIds } = await place.must<{ policyIds: string[] }>(person(3), 'buyPolicies', order);
  return policyIds[0] as string;
}

/** What the buyer may spend. */
export async function buyerHas(place: Marketplace, assetId: string): Promise<bigint> {
  const id = balanceId(availableOf(person(3).id), assetId);
  const [balance] = await loadByIds(place.database, 'balances', [id]);
  return balance?.amount ?? 0n;
}

/** The watcher takes a step at the time of the newest block. Answers what went wrong in it. */
export async function takeStep(place: Marketplace, watcher: Watcher, chain: LocalChain): Promise<unknown[]> {
  place.clock.now = Number((await chain.client.getBlock()).timestamp);
  const { errors, failed, refused, feeds } = await watcher.tick();
  return [...errors, ...failed, ...refused, ...feeds.flatMap(({ failing }) => failing)];
}

/** Phases of products as they are passed through, in their order. */
export function openPhases(place: Marketplace, insured: ReadonlyMap<string, WatchedFeed>) {
  const phases = new Map<string, string[]>();
  return {
    async note(): Promise<void> {
      const products = await all(place.database, 'products');
      for (const [name, { productId }] of insured) {
        const phase = products.find(({ _id }) => _id === productId)?.phase ?? '';
        const seen = phases.get(name) ?? [];
        if (seen.at(-1) !== phase) phases.set(name, [...seen, phase]);
      }
    },
    forget: () => phases.clear(),
    of: (name: string): readonly string[] => phases.get(name) ?? [],
  };
}
