import { afterEach, expect, test } from 'vitest';
import type { SentReport } from '../../oracles/adapter.ts';
import { HOUR_SECONDS } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import type { Outcome, Principal } from '../../src/market/command.ts';
import type { ObservationDocument } from '../../src/store/evidence/documents.ts';
import { addPushedFeed, send, submitTo } from '../market/feed/pushedFeed.ts';
import { keyOf, signed, unsigned } from '../oracles/signed-report/signing.ts';
import { breakPeg, buy, cents, order, pass, payOut } from '../support/depeg.ts';
import { emptyLedgerUri } from '../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../support/marketplace.ts';
import { all, evidence } from '../watcher/world.ts';

let place: Marketplace;
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

async function open(options: Parameters<typeof readyWorld>[1] = {}): Promise<ReadyWorld> {
  place = await openMarketplace(await emptyLedgerUri());
  return readyWorld(place, options);
}

const refusal = (outcome: Outcome) =>
  outcome.kind === 'REFUSED' ? { code: outcome.refusal.code, ...outcome.refusal.data } : outcome;

test('attack 14: a replayed or foreign attestation adds nothing', async () => {
  place = await openMarketplace(await emptyLedgerUri());
  const { feedId } = await addPushedFeed(place);
  place.clock.now += 70;
  const at = place.clock.now - 10;
  const submit = submitTo(place.database, () => place.clock.now);
  const report = unsigned('ada', at);
  const reasonsOf = async (sent: SentReport[]) =>
    (await send(submit, feedId, sent)).map(({ rejection }) => rejection?.reason ?? null);
  const genuine = await signed(feedId, report);
  expect(await reasonsOf([genuine])).toEqual([null]);
  expect(await reasonsOf([genuine, genuine])).toEqual([null, null]);
  const foreign = await Promise.all([
    signed('feed_another', report),
    signed(feedId, report, { chainId: 5 }),
    signed(feedId, report, { account: keyOf(2) }),
  ]);
  for (const reason of await reasonsOf(foreign)) expect(reason).toMatch(/UNKNOWN_SIGNER|BAD_SIGNATURE/);
  expect(await reasonsOf([{ ...genuine, value: '50000000' }])).not.toEqual([null]);
  const kept = await evidence<ObservationDocument>(place.database, 'observations');
  expect(kept.map(({ operator, accepted }) => [operator, accepted])).toEqual([['ada', true]]);
});

test('attack 16: whoever can move the feed cannot be insured for what moving it costs', async () => {
  const costOfCorruption = 40_000n;
  const { productId, buyers } = await open({ costOfCorruption });
  const [insured] = buyers as [Principal];
  const attempt = (cover: bigint) => place.send(insured, 'buyPolicies', order(productId, cover, 30));
  expect(refusal(await attempt(costOfCorruption * UNIT))).toMatchObject({
    code: 'CAPACITY_TOO_LOW',
    bindingLimit: 'FEED_COST',
    available: (costOfCorruption / 2n) * UNIT,
  });
  expect((await attempt((costOfCorruption / 2n) * UNIT)).kind).toBe('DONE');
  expect((await attempt(10n * UNIT)).kind).toBe('REFUSED');
});

test('attack 17: who buys into a known event is refused on watch, and unpaid while waiting', async () => {
  const world = await open();
  const [early, insider] = world.buyers as [Principal, Principal];
  await buy(place, early, world.productId, 10_000n * UNIT, 30);
  await pass(place, world, 73);
  // The news is out before the price moves: the insider still gets cover, which has to wait.
  await buy(place, insider, world.productId, 10_000n * UNIT, 30);
  await pass(place, world, 1, cents(98));
  const watching = {
    productId: world.productId,
    cause: 'BELOW_WATCH_LEVEL',
    eventTime: place.clock.now - HOUR_SECONDS,
  };
  await place.must(SYSTEM, 'watchProduct', watching);
  const late = await place.send(insider, 'buyPolicies', order(world.productId, 10n * UNIT, 30));
  expect(refusal(late)).toMatchObject({ code: 'SALES_STOPPED', cause: 'WATCH' });
  await payOut(place, await breakPeg(place, world));
  const [incident] = await all(place.database, 'incidents');
  expect(incident).toMatchObject({ policies: { eligible: 1, paid: 1 }, unpaidBy: { IN_WAITING_PERIOD: 1 } });
  expect(await all(place.database, 'payouts')).toMatchObject([{ accountId: early.id }]);
});
