import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SECOND_REPORTS_MAX } from '../../../src/domain/shared/limits.ts';
import type { ObservationDocument, UnheardDocument } from '../../../src/store/evidence/documents.ts';
import { keepStrays } from '../../../src/store/evidence/received.ts';
import { keyOf, malleated, signed, unsigned } from '../../oracles/signed-report/signing.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { type Marketplace, START } from '../../support/marketplace.ts';
import { scriptedSource } from '../../watcher/scripted.ts';
import { closeDatabases, emptyMarketplace, evidence, type WatchedFeed } from '../../watcher/world.ts';
import { addPushedFeed, send, submitTo } from './pushedFeed.ts';

const URI = testDatabaseUri();
afterAll(closeDatabases);

let place: Marketplace;
let feed: WatchedFeed;
let submit: ReturnType<typeof submitTo>;
beforeEach(async () => {
  place = await emptyMarketplace(URI);
  feed = await addPushedFeed(place);
  submit = submitTo(place.database, () => place.clock.now);
  place.clock.now = START + 600;
});
afterEach(() => place.stop());

const AT = START + 60;
const kept = () => evidence<ObservationDocument>(place.database, 'observations');
const unheard = () => evidence<UnheardDocument>(place.database, 'unheard');
const reasons = (answers: Awaited<ReturnType<typeof send>>) =>
  answers.map(({ rejection }) => rejection?.reason ?? null);

describe('a report that is sent', () => {
  test('is kept under its natural key, with who sent it', async () => {
    const [answer] = await send(submit, feed.feedId, [await signed(feed.feedId, unsigned('ada', AT))]);
    expect(answer).toEqual({ id: expect.stringContaining(`${feed.feedId}/signed/ada/`), rejection: null });
    expect(await kept()).toMatchObject([{ _id: answer?.id, accepted: true, sender: 'acc_sender' }]);
  });

  test('gets the first answer however often it comes, by whomever, in one call or in many', async () => {
    const report = await signed(feed.feedId, unsigned('ada', AT));
    const twin = { ...report, signature: malleated(report.signature) };
    const bad = await signed(feed.feedId, unsigned('ada', AT + 60, -1n));
    const [first, ...others] = await send(submit, feed.feedId, [report, report, twin]);
    expect(others).toEqual([first, first]);
    expect(await send(submit, feed.feedId, [twin, report], 'acc_other')).toEqual([first, first]);
    const [refused] = await send(submit, feed.feedId, [bad]);
    place.clock.now += 100_000;
    expect(await send(submit, feed.feedId, [bad, report])).toEqual([refused, first]);
    expect((await kept()).map(({ sender }) => sender)).toEqual(['acc_sender', 'acc_sender']);
  });

  test('is kept with its reason when it does not count', async () => {
    const { feedId } = feed;
    const answers = await send(submit, feedId, [
      await signed(feedId, unsigned('ada', AT, 0n)),
      await signed(feedId, { ...unsigned('bob', AT), decimals: 18 }),
      await signed(feedId, unsigned('cy', AT, 10n ** 30n)),
      await signed(feedId, unsigned('ada', place.clock.now + 61)),
      await signed(feedId, unsigned('ada', START)),
      await signed(feedId, unsigned('eve', AT), { account: keyOf(9) }),
      await signed('feed_other', unsigned('ada', AT)),
    ]);
    const expected = ['NON_POSITIVE', 'DECIMALS_CHANGED', 'CLAMPED', 'FUTURE', 'LATE'];
    expect(reasons(answers)).toEqual([...expected, 'UNKNOWN_SIGNER', 'BAD_SIGNATURE']);
    expect(answers.every(({ id }) => id !== null)).toBe(true);
    // Evidence is what a slot looks at: by its operators, of a time that can still be closed.
    expect((await kept()).map(({ rejection }) => rejection?.reason).sort()).toEqual(
      expected.slice(0, 3).sort(),
    );
    expect((await unheard()).map(({ stray }) => stray).sort()).toEqual([false, false, true, true]);
  });

  test('of one time counts only so many times, so that no operator can fill a slot', async () => {
    const many = await Promise.all(
      Array.from({ length: SECOND_REPORTS_MAX + 2 }, (_, round) =>
        signed(feed.feedId, unsigned('ada', AT, 10n ** 8n, round + 1)),
      ),
    );
    const answers = [
      ...(await send(submit, feed.feedId, many.slice(0, 4))),
      ...(await send(submit, feed.feedId, many.slice(4))),
    ];
    expect(answers.slice(0, SECOND_REPORTS_MAX).every(({ rejection }) => rejection === null)).toBe(true);
    expect(answers.slice(SECOND_REPORTS_MAX)).toMatchObject([
      { id: null, rejection: { reason: 'DUPLICATE' } },
      { id: null, rejection: { reason: 'DUPLICATE' } },
    ]);
    expect(await kept()).toHaveLength(SECOND_REPORTS_MAX);
  });

  test('to a feed that is not there is refused as a whole', async () => {
    expect(await submit('feed_none', [], 'acc_sender')).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('to a feed that is not sent reports is by nobody, and is not kept', async () => {
    const place2 = await emptyMarketplace(URI);
    const { feedId } = await addPushedFeed(place2, [scriptedSource('one', ['ada', 'bob', 'cy'])]);
    const [answer] = await send(submit, feedId, [await signed(feedId, unsigned('ada', AT))]);
    expect(answer).toMatchObject({ id: null, rejection: { reason: 'UNKNOWN_SIGNER' } });
    await place2.stop();
  });

  test('is stored once when many processes receive it at the same time', async () => {
    const reports = await Promise.all([0, 1, 2].map((n) => signed(feed.feedId, unsigned('ada', AT + n))));
    const doors = Array.from({ length: 4 }, () => submitTo(place.database, () => place.clock.now));
    const answers = await Promise.all(doors.map((door) => send(door, feed.feedId, reports)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await kept()).toHaveLength(3);
  });
});

describe('reports by nobody who is registered', () => {
  test('are kept so many of a feed and so many of a sender, and are told their reason all the same', async () => {
    const strays = await Promise.all(
      [1, 2, 3].map((n) => signed(feed.feedId, unsigned('eve', AT + n), { account: keyOf(9) })),
    );
    await send(submit, feed.feedId, strays.slice(0, 2), 'acc_one');
    const records = (await unheard()).map((record, index) => ({ ...record, _id: `${record._id}${index}` }));
    const byTwo = records.map((record) => ({ ...record, sender: 'acc_two' }));
    expect((await keepStrays(place.database, records, { feed: 9, sender: 3 })).size).toBe(1);
    expect((await keepStrays(place.database, byTwo, { feed: 3, sender: 9 })).size).toBe(1);
    expect((await keepStrays(place.database, byTwo, { feed: 4, sender: 9 })).size).toBe(2);
    expect(await unheard()).toHaveLength(4);
  });

  test('never count against the operator that they claim to be by', async () => {
    await send(submit, feed.feedId, [await signed('feed_other', unsigned('ada', AT))]);
    expect((await unheard()).map(({ operator }) => operator)).not.toContain('ada');
  });
});
