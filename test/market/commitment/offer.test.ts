/** Who may promise what, who takes it up, and how it is taken back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import {
  accept,
  type Committer,
  commitmentOf,
  committer,
  offer,
  signedOffer,
} from '../../support/commitments.ts';
import { testDatabaseUri } from '../../support/database.ts';
import {
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  UNIT,
} from '../../support/marketplace.ts';
import { queriesOf } from '../queries/reading.ts';

let place: Marketplace;
let world: ReadyWorld;
let giver: Committer;
beforeEach(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
  giver = await committer(place);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const refused = (code: string, more: object = {}) => ({ kind: 'REFUSED', refusal: { code, ...more } });
const callable = async () =>
  (await queriesOf(place).callableOf([world.assetId])).get(world.assetId)?.amount ?? null;

test('an offer counts for nothing until it is accepted, and then beside all money', async () => {
  const id = await offer(place, giver, world.assetId, 5_000n * UNIT);
  expect(await callable()).toBe(0n);
  expect(await accept(place, id)).toMatchObject({ kind: 'DONE' });
  expect(await commitmentOf(place, id)).toMatchObject({ status: 'ACTIVE', acceptedAt: place.clock.now });
  expect(await callable()).toBe(5_000n * UNIT);
  expect(await accept(place, id)).toMatchObject(refused('STATUS_FORBIDS', { data: { status: 'ACTIVE' } }));
});

describe('what is refused', () => {
  test('a signature of another wallet, or under anything else', async () => {
    const order = await signedOffer(place, giver, world.assetId, UNIT);
    const other = await committer(place);
    expect(await place.send(other, 'createCommitment', order)).toMatchObject(
      refused('SIGNATURE_INVALID', { data: { expectedSigners: [other.wallet.address] } }),
    );
    expect(await place.send(giver, 'createCommitment', { ...order, signer: null })).toMatchObject(
      refused('SIGNATURE_INVALID', { data: { recovered: null } }),
    );
  });

  test('the same signature twice, whatever became of the first', async () => {
    const order = await signedOffer(place, giver, world.assetId, UNIT);
    const { commitmentId } = await place.must<{ commitmentId: string }>(giver, 'createCommitment', order);
    expect(await place.send(giver, 'createCommitment', order)).toMatchObject(refused('KEY_IN_USE'));
    await place.must(giver, 'cancelCommitment', { commitmentId });
    expect(await place.send(giver, 'createCommitment', order)).toMatchObject(refused('KEY_IN_USE'));
  });

  test('a term under a week or over five years, and less than a whole unit', async () => {
    const { now } = place.clock;
    for (const expiresAt of [now + 7 * DAY_SECONDS - 1, now + 5 * 365 * DAY_SECONDS + 1]) {
      const order = await signedOffer(place, giver, world.assetId, UNIT, expiresAt);
      expect(await place.send(giver, 'createCommitment', order)).toMatchObject(
        refused('TERM_OUT_OF_RANGE', { data: { sentSeconds: expiresAt - now } }),
      );
    }
    const little = await signedOffer(place, giver, world.assetId, UNIT - 1n);
    expect(await place.send(giver, 'createCommitment', little)).toMatchObject(refused('AMOUNT_OUT_OF_RANGE'));
  });

  test('any other reserve', async () => {
    const order = await signedOffer(place, giver, world.assetId, UNIT);
    const treasury = { ...order, reserveId: reserveIdOf('TREASURY', world.assetId) };
    expect(await place.send(giver, 'createCommitment', treasury)).toMatchObject(refused('STATUS_FORBIDS'));
    const nothing = { ...order, reserveId: 'rsv_nothing' };
    expect(await place.send(giver, 'createCommitment', nothing)).toMatchObject(refused('NOT_FOUND'));
  });

  test('a fourth offer, until one is taken back', async () => {
    const [first = ''] = await Promise.all(
      [1n, 2n, 3n].map((units) => offer(place, giver, world.assetId, units * UNIT)),
    );
    const fourth = await signedOffer(place, giver, world.assetId, 4n * UNIT);
    expect(await place.send(giver, 'createCommitment', fourth)).toMatchObject(
      refused('LIMIT_REACHED', { data: { limit: 3, used: 3 } }),
    );
    await place.must(giver, 'cancelCommitment', { commitmentId: first });
    await place.must(giver, 'createCommitment', fourth);
  });
});

describe('taking it back', () => {
  test('an offer ends at once and can never be accepted', async () => {
    const id = await offer(place, giver, world.assetId, UNIT);
    await place.must(giver, 'cancelCommitment', { commitmentId: id });
    expect(await commitmentOf(place, id)).toMatchObject({ status: 'CANCELLED', endedAt: place.clock.now });
    expect(await accept(place, id)).toMatchObject(refused('STATUS_FORBIDS'));
    expect(await place.send(giver, 'cancelCommitment', { commitmentId: id })).toMatchObject(
      refused('STATUS_FORBIDS'),
    );
  });

  test('one in force goes on for 21 days, once, and never beyond what was signed', async () => {
    const { now } = place.clock;
    const long = await offer(place, giver, world.assetId, UNIT);
    const short = await offer(place, giver, world.assetId, UNIT, now + 20 * DAY_SECONDS);
    for (const id of [long, short]) expect(await accept(place, id)).toMatchObject({ kind: 'DONE' });
    await place.must(giver, 'cancelCommitment', { commitmentId: long });
    const noticed = { status: 'ACTIVE', endsAt: now + 21 * DAY_SECONDS };
    expect(await commitmentOf(place, long)).toMatchObject(noticed);
    expect(await callable()).toBe(2n * UNIT);
    place.clock.now += DAY_SECONDS;
    for (const commitmentId of [long, short])
      expect(await place.send(giver, 'cancelCommitment', { commitmentId })).toMatchObject(
        refused('STATUS_FORBIDS', { data: { status: 'ACTIVE' } }),
      );
    expect(await commitmentOf(place, long)).toMatchObject(noticed);
    place.clock.now = now + 20 * DAY_SECONDS;
    expect(await callable()).toBe(UNIT);
  });

  test('is for its committer alone', async () => {
    const id = await offer(place, giver, world.assetId, UNIT);
    expect(await place.send(world.underwriter, 'cancelCommitment', { commitmentId: id })).toMatchObject(
      refused('ACCESS_RESTRICTED'),
    );
    expect(await place.send(giver, 'cancelCommitment', { commitmentId: 'cmt_0' })).toMatchObject(
      refused('NOT_FOUND'),
    );
  });
});

test('an offer whose time is over is not accepted', async () => {
  const id = await offer(place, giver, world.assetId, UNIT, place.clock.now + 7 * DAY_SECONDS);
  place.clock.now += 7 * DAY_SECONDS;
  expect(await accept(place, id)).toMatchObject(refused('STATUS_FORBIDS'));
});

test('whoever can write to the database is found out', async () => {
  const id = await offer(place, giver, world.assetId, UNIT);
  const { expiresAt } = await commitmentOf(place, id);
  const set = (fields: Record<string, unknown>) =>
    place.database.collection('commitments').updateOne({ _id: id } as never, { $set: fields });
  await set({ expiresAt: expiresAt + 1 });
  const { differences } = await auditLedger(place.database);
  expect(differences.map(({ field }) => field)).toEqual(expect.arrayContaining(['signature', '_id']));
  await set({ expiresAt });
  await set({ address: person(7).address });
  expect((await auditLedger(place.database)).clean).toBe(false);
  await set({ address: giver.wallet.address });
});
