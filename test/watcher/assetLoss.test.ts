/**
 * Cover against the loss of what backs an asset, from the sale to the payment: four tokens on one chain with a
 * reserve that Chainlink's aggregator reports, each insured live. One reserve stays below what it owes.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileFeedContracts } from '../../src/cli/chain/contracts.ts';
import { type DeployedFeed, deployFeed } from '../../src/cli/chain/deploy.ts';
import { openPriceWriter, type PriceWriter } from '../../src/cli/chain/prices.ts';
import { HOUR_SECONDS, MINUTE_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { BreachRule } from '../../src/domain/trigger/rule.ts';
import type { ObservationDocument } from '../../src/store/evidence/documents.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { type LocalChain, type LocalContract, OWNER, startLocalChain } from '../oracles/evm/localChain.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, OPERATORS, openMarketplace } from '../support/marketplace.ts';
import { compileFile } from '../support/solidity.ts';
import { buyCover, buyerHas, insure, LOSS_TERMS, openPhases, STEP_SECONDS, takeStep } from './insured.ts';
import { all, evidence, openHouse, type WatchedFeed, watch } from './world.ts';

/** Of the tokens and of the reports alike. */
const UNIT = 10n ** 8n;
const RULE: BreachRule = {
  ...LOSS_TERMS,
  strike: WAD,
  recovery: WAD,
  watch: (101n * WAD) / 100n,
  holdSeconds: HOUR_SECONDS,
  recoveryHoldSeconds: 0,
};

const NAMES = ['short', 'mended', 'silent', 'sound'] as const;
type Name = (typeof NAMES)[number];
type Reports = Partial<Record<Name, bigint>>;
/** 2 % more than the 1,000 that are owed. */
const WHOLE: Reports = { short: 1_020n, mended: 1_020n, silent: 1_020n, sound: 1_020n };

let chain: LocalChain;
let writer: PriceWriter;
let place: Marketplace;
let watcher: Watcher;
let phases: ReturnType<typeof openPhases>;
let assetId: string;
let policyId: string;
let hadBefore: bigint;
const tokens = new Map<Name, LocalContract>();
const reserves = new Map<Name, DeployedFeed>();
const insured = new Map<Name, WatchedFeed>();
/** The block in which the one reserve falls short, and the time of the last step. */
let fellAt: number;

const newest = async () => Number((await chain.client.getBlock()).timestamp);

async function startReserves(): Promise<number> {
  const { Token } = await compileFile('vaults.sol', 'Token');
  const contracts = await compileFeedContracts();
  chain = await startLocalChain();
  for (const name of NAMES) {
    tokens.set(name, await chain.deploy(Token, [8]));
    const bounds = { minimum: 0n, maximum: 10n ** 20n };
    const plan = {
      at: (await newest()) + 1,
      description: `${name} PoR`,
      decimals: 8,
      bounds,
      oracleCount: 1,
    };
    reserves.set(name, await deployFeed(chain.client, contracts, plan));
  }
  writer = openPriceWriter(chain.client);
  const mint = (name: Name) => ({
    contract: tokens.get(name) as LocalContract,
    name: 'mint',
    args: [OWNER, 1_000n * UNIT],
  });
  await chain.block(12, NAMES.map(mint));
  await report(WHOLE);
  return Number(await chain.client.getBlockNumber());
}

/** A step later these reserves are reported, in whole tokens, in a block that is final. */
async function report(values: Reports): Promise<void> {
  const answers = NAMES.flatMap((name) => {
    const feed = reserves.get(name);
    const value = values[name];
    return feed === undefined || value === undefined ? [] : [{ feed, value: value * UNIT }];
  });
  await writer.submitRow({ at: (await newest()) + STEP_SECONDS, answers });
}

async function goOn(values: Reports) {
  await report(values);
  expect(await takeStep(place, watcher, chain)).toEqual([]);
  await phases.note();
}

beforeAll(async () => {
  const startBlock = await startReserves();
  place = await openMarketplace(testDatabaseUri(), { now: await newest() });
  const house = await openHouse(place);
  assetId = house.assetId;
  const { url: rpcUrl, chainId } = chain.anvil;
  for (const name of NAMES) {
    const { proxy: reserveFeed, description } = reserves.get(name) as DeployedFeed;
    const reported = { reserveFeed, description, heartbeatSeconds: HOUR_SECONDS };
    const config = {
      ...{ rpcUrl, chainId, startBlock, ...reported },
      ...{ marginSeconds: HOUR_SECONDS / 2, tokens: [tokens.get(name)?.address] },
    };
    const terms = { peril: 'ASSET_LOSS', family: 'proof-of-reserve', config, rule: RULE } as const;
    insured.set(name, await insure(place, house, { subject: `Token ${name}`, ...terms }));
  }
  watcher = watch(place);
  phases = openPhases(place, insured);
  for (let step = 0; step < 5; step += 1) await goOn(WHOLE);
  phases.forget();
  for (const [name, { productId }] of insured) {
    const bought = await buyCover(place, productId, 5_000n);
    if (name === 'short') policyId = bought;
  }
  await goOn(WHOLE);
  hadBefore = await buyerHas(place, assetId);

  const contract = tokens.get('sound') as LocalContract;
  const supply = (name: string, amount: bigint) => ({ contract, name, args: [OWNER, amount * UNIT] });
  // What is minted and burned within one block was owed by nobody; then 400 are given back for their reserve.
  await chain.block(60, [supply('mint', 900n), supply('burn', 900n)]);
  await chain.block(60, [supply('burn', 400n)]);
  await goOn({ short: 999n, mended: 990n, sound: 612n });
  fellAt = place.clock.now - 2;
  for (let step = 1; step <= 2; step += 1) await goOn({ short: 999n, mended: 990n, sound: 612n });
  for (let step = 3; step <= 10; step += 1) await goOn({ short: 999n, mended: 1_000n, sound: 612n });
}, 240_000);
afterAll(async () => {
  await watcher?.close();
  await place?.stop();
  await chain?.close();
});

const incidentsOf = async (name: Name) =>
  (await all(place.database, 'incidents')).filter(
    ({ productId }) => productId === insured.get(name)?.productId,
  );

async function saidOf(name: Name) {
  const said = await evidence<ObservationDocument>(place.database, 'observations');
  return said.filter(({ feedId }) => feedId === insured.get(name)?.feedId);
}

describe('a reserve below what it owes', () => {
  test('is an incident once three readings over an hour have said so', async () => {
    const breachStart = Math.ceil(fellAt / MINUTE_SECONDS) * MINUTE_SECONDS;
    expect(await incidentsOf('short')).toMatchObject([
      {
        status: 'PAID',
        ...{ breachStart, confirmedAt: breachStart + HOUR_SECONDS },
        ...{ settlementValueWad: (999n * WAD) / 1_000n, payoutRatioWad: WAD },
      },
    ]);
    expect(phases.of('short')).toEqual(['CALM', 'WATCH', 'BREACH', 'CONFIRMED']);
  });

  test('pays the whole cover less the deductible to who holds it, and nothing to anybody else', async () => {
    const paid = (5_000n * 10n ** 6n * 99n) / 100n;
    expect((await buyerHas(place, assetId)) - hadBefore).toBe(paid);
    const payouts = await all(place.database, 'payouts');
    expect(payouts.map((payout) => [payout.policyId, payout.paid])).toEqual([[policyId, paid]]);
  });

  test('is seen by three operators, each with both figures', async () => {
    const said = (await saidOf('short')).filter(({ observedAt }) => observedAt === fellAt);
    expect(said.map(({ operator }) => operator)).toEqual([...OPERATORS]);
    for (const { facts } of said) {
      expect(facts).toMatchObject({ reserve: String(999n * UNIT), owed: String(1_000n * 10n ** 36n) });
    }
  });
});

describe('no incident', () => {
  test('is a reserve that falls with what it owes, or what is owed within one block alone', async () => {
    const lowest = (await saidOf('sound'))
      .map(({ value }) => BigInt(value))
      .sort((a, b) => (a < b ? -1 : 1))[0];
    expect(lowest).toBe((102n * WAD) / 100n);
    expect(await incidentsOf('sound')).toEqual([]);
    expect(phases.of('sound')).toEqual(['CALM']);
  });

  test('is a shortfall that is made good within the hour, to the very unit', async () => {
    expect((await saidOf('mended')).at(-1)?.value).toBe(String(WAD));
    expect(await incidentsOf('mended')).toEqual([]);
    // Exactly what is owed is nothing to spare: it stays watched.
    expect(phases.of('mended')).toEqual(['CALM', 'WATCH', 'BREACH', 'WATCH']);
  });

  test('is a reserve that is not reported any more: the product is watched', async () => {
    const staleFrom = fellAt - STEP_SECONDS + (3 * HOUR_SECONDS) / 2;
    const late = (await saidOf('silent')).filter(({ observedAt }) => observedAt > staleFrom);
    expect(late.filter(({ accepted }) => accepted)).toEqual([]);
    expect(late.map(({ rejection }) => rejection?.reason)).toContain('STALE');
    expect(await incidentsOf('silent')).toEqual([]);
    expect(phases.of('silent')).toEqual(['CALM', 'WATCH']);
  });
});
