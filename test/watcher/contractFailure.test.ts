/**
 * Cover against the failure of a contract, from the sale to the payment: three vaults of OpenZeppelin on one
 * chain, each insured live. One is drained, one is paused, and to one happens all that looks like a loss.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { BreachRule } from '../../src/domain/trigger/rule.ts';
import type { ObservationDocument } from '../../src/store/evidence/documents.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { type LocalChain, type LocalContract, OWNER, startLocalChain } from '../oracles/evm/localChain.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, OPERATORS, openMarketplace, UNIT } from '../support/marketplace.ts';
import { compileFile } from '../support/solidity.ts';
import { buyCover, buyerHas, insure, LOSS_TERMS, openPhases, STEP_SECONDS, takeStep } from './insured.ts';
import { all, evidence, openHouse, type WatchedFeed, watch } from './world.ts';

/** 64 blocks of 12 seconds, up to a whole slot. */
const HOLD_SECONDS = 13 * MINUTE_SECONDS;
const RULE: BreachRule = {
  ...LOSS_TERMS,
  strike: (75n * WAD) / 100n,
  recovery: (90n * WAD) / 100n,
  watch: (99n * WAD) / 100n,
  holdSeconds: HOLD_SECONDS,
  recoveryHoldSeconds: 0,
};

const NAMES = ['drained', 'paused', 'sound'] as const;
type Name = (typeof NAMES)[number];

let chain: LocalChain;
let place: Marketplace;
let watcher: Watcher;
let assetId: string;
let token: LocalContract;
let borrower: LocalContract;
/** The policy on the drained vault, and what its holder had when the losses began. */
let policyId: string;
let hadBefore: bigint;
const vaults = new Map<Name, LocalContract>();
const insured = new Map<Name, WatchedFeed>();
/** From the sale on. */
let phases: ReturnType<typeof openPhases>;
/** Times of the blocks in which something happened. */
const times = new Map<string, number>();

const vaultOf = (name: Name) => vaults.get(name) as LocalContract;
const call = (contract: LocalContract, name: string, ...args: unknown[]) => ({ contract, name, args });

/** Vaults that hold 1,000 for 1,000 shares, whose price has stood for 64 blocks. */
async function startVaults(): Promise<number> {
  const contracts = await compileFile('vaults.sol', 'Token', 'Vault', 'Borrower');
  chain = await startLocalChain();
  token = await chain.deploy(contracts.Token, [6]);
  borrower = await chain.deploy(contracts.Borrower);
  for (const name of NAMES) vaults.set(name, await chain.deploy(contracts.Vault, [token.address]));
  const startBlock = Number(await chain.client.getBlockNumber()) + 1;
  await chain.block(12, [
    call(token, 'mint', OWNER, 9_000n * UNIT),
    ...NAMES.flatMap((name) => [
      call(token, 'approve', vaultOf(name).address, 2n ** 255n),
      call(vaultOf(name), 'deposit', 1_000n * UNIT, OWNER),
    ]),
  ]);
  await chain.block(12, [], 65);
  return startBlock;
}

/** The world goes on by a step in which these things happen; the time of their block is kept under their name. */
async function goOn(what?: string, calls: Parameters<LocalChain['block']>[1] = []) {
  await chain.block(STEP_SECONDS, calls);
  if (what !== undefined) times.set(what, Number((await chain.client.getBlock()).timestamp));
  await chain.settle();
  expect(await takeStep(place, watcher, chain)).toEqual([]);
  await phases.note();
}

beforeAll(async () => {
  const startBlock = await startVaults();
  const now = Number((await chain.client.getBlock()).timestamp);
  place = await openMarketplace(testDatabaseUri(), { now });
  const house = await openHouse(place);
  assetId = house.assetId;
  const { url: rpcUrl, chainId } = chain.anvil;
  for (const [name, { address }] of vaults) {
    const contract = { contract: address, asset: token.address, holders: [address] };
    const config = { rpcUrl, chainId, startBlock, ...contract };
    const terms = { peril: 'CONTRACT_FAILURE', family: 'contract-state', config, rule: RULE } as const;
    insured.set(name, await insure(place, house, { subject: `Vault ${name}`, ...terms }));
  }
  watcher = watch(place);
  phases = openPhases(place, insured);
  for (let step = 0; step < 5; step += 1) await goOn();
  phases.forget();
  for (const [name, { productId }] of insured) {
    const bought = await buyCover(place, productId, 5_000n);
    if (name === 'drained') policyId = bought;
  }
  await goOn();
  hadBefore = await buyerHas(place, assetId);
  const sound = vaultOf('sound');
  await goOn('the drain', [
    call(vaultOf('drained'), 'drain', 600n * UNIT),
    call(vaultOf('paused'), 'pause'),
    call(sound, 'flashLoan', borrower.address),
  ]);
  await goOn('the fee', [call(sound, 'takeFee', 20n * UNIT)]);
  await goOn('the run', [call(sound, 'redeem', 700n * UNIT, OWNER, OWNER)]);
  await goOn('the donation', [call(token, 'transfer', sound.address, 270n * UNIT)]);
  await goOn('its end', [call(sound, 'takeFee', 270n * UNIT)]);
  await goOn('the last of it', [call(sound, 'redeem', 300n * UNIT, OWNER, OWNER)]);
  for (let step = 0; step < 3; step += 1) await goOn();
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

/** What operators said of a vault at the end of the block in which something happened. */
async function saidOf(name: Name, what: string) {
  const said = await evidence<ObservationDocument>(place.database, 'observations');
  const feedId = insured.get(name)?.feedId;
  return said.filter((one) => one.accepted && one.feedId === feedId && one.observedAt === times.get(what));
}

describe('a drained vault', () => {
  test('is an incident from the block of the drain on, once the loss has stood for 64 blocks', async () => {
    const incidents = await incidentsOf('drained');
    const breachStart = Math.ceil((times.get('the drain') ?? 0) / MINUTE_SECONDS) * MINUTE_SECONDS;
    expect(incidents).toMatchObject([
      {
        status: 'PAID',
        ...{ breachStart, confirmedAt: breachStart + HOLD_SECONDS },
        ...{ settlementValueWad: WAD / 2n, payoutRatioWad: WAD },
      },
    ]);
    expect(phases.of('drained')).toEqual(['CALM', 'WATCH', 'BREACH', 'CONFIRMED']);
  });

  test('pays the whole cover less the deductible to who holds it, and nothing to anybody else', async () => {
    const paid = (5_000n * UNIT * 99n) / 100n;
    expect((await buyerHas(place, assetId)) - hadBefore).toBe(paid);
    const payouts = await all(place.database, 'payouts');
    expect(payouts.map((payout) => [payout.policyId, payout.paid])).toEqual([[policyId, paid]]);
  });

  test('is seen by three operators, each with the figures that say why', async () => {
    const said = await saidOf('drained', 'the drain');
    expect(said.map(({ operator, value }) => [operator, value])).toEqual(
      OPERATORS.map((operator) => [operator, String(WAD / 2n)]),
    );
    for (const { facts } of said) {
      expect(facts).toMatchObject({ assets: '400000000', conditions: 'PRICE_DROP OUTFLOW' });
    }
  });
});

describe('no incident', () => {
  test.each([
    ['is a dip inside one block, as a flash loan makes it', 'the drain', '1000000000', '1000000000'],
    ['is a fee', 'the fee', '980000000', '1000000000'],
    ['is a bank run with supply falling alike', 'the run', '294000000', '300000000'],
    ['is a donation', 'the donation', '564000000', '300000000'],
    ['is its being taken back', 'its end', '294000000', '300000000'],
    ['is the end of the run, when nothing is left', 'the last of it', '0', '0'],
  ])('%s: it is seen, and all is well', async (_what, when, assets, supply) => {
    const said = await saidOf('sound', when);
    expect(said.map(({ value }) => value)).toEqual(OPERATORS.map(() => String(WAD)));
    // The vault rounds a remainder of a unit or two its own way.
    for (const { facts } of said) {
      expect(Math.abs(Number(facts?.assets) - Number(assets))).toBeLessThanOrEqual(2);
      expect(facts).toMatchObject({ supply });
    }
    expect(await incidentsOf('sound')).toEqual([]);
    expect(phases.of('sound')).toEqual(['CALM']);
  });

  test('is a pause: the product is watched, and nothing more', async () => {
    expect((await saidOf('paused', 'the drain'))[0]?.facts).toMatchObject({ signs: 'PAUSED' });
    expect(await incidentsOf('paused')).toEqual([]);
    expect(phases.of('paused')).toEqual(['CALM', 'WATCH']);
  });
});
