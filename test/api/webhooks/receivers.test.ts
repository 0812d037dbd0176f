import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { openReceiver, type Received, status } from '../../support/receiver.ts';
import { EDIT, eventOf, type Hooks, openHooks, REDELIVER, typesOf } from '../support/webhooks.ts';

let hooks: Hooks;
beforeAll(async () => {
  hooks = await openHooks();
});
afterAll(() => hooks.api.stop());

describe('a receiver that fails', () => {
  test('is tried again on the schedule, and gets the same event once it has recovered', async () => {
    const receiver = await openReceiver();
    const own = await hooks.account();
    receiver.answer(status(500));
    const { id, secret } = await hooks.create(own, receiver, { types: ['account.credited'] });
    await hooks.api.publisher.step();
    const pending = { status: 'PENDING', attempts: 1, lastTry: { statusCode: 500, problem: null } };
    const { deliveries } = await hooks.seen(own, id);
    expect(deliveries.nodes).toMatchObject([pending]);
    expect(Date.parse(deliveries.nodes[0].nextAt) / 1_000).toBe(hooks.api.place.clock.now + 5);
    hooks.api.place.clock.now += 4;
    expect(await hooks.api.publisher.step()).toBe(0);
    hooks.api.place.clock.now += 1;
    expect(await hooks.api.publisher.step()).toBe(1);
    receiver.answer(status(204));
    hooks.api.place.clock.now += 20;
    await hooks.api.publisher.step();
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(1);
    expect(receiver.received).toHaveLength(3);
    expect(hooks.isSigned(receiver.received[2] as Received, secret)).toBe(true);
    expect((await hooks.seen(own, id)).deliveries.nodes).toMatchObject([
      { status: 'DELIVERED', attempts: 3, nextAt: null },
    ]);
  });

  test('for three days: the delivery has failed and shows; redelivery sends it again under its id', async () => {
    const receiver = await openReceiver();
    const own = await hooks.account();
    const { id } = await hooks.create(own, receiver, { types: ['account.credited'] });
    await hooks.api.publisher.step();
    receiver.answer(status(302));
    await hooks.credit(own);
    for (let tries = 0; tries < 14; tries += 1) {
      await hooks.api.publisher.step();
      hooks.api.place.clock.now += 12 * 3_600;
    }
    const [failed] = (await hooks.seen(own, id)).deliveries.nodes;
    expect(failed).toMatchObject({ status: 'FAILED', nextAt: null, lastTry: { statusCode: 302 } });
    const before = receiver.received.length;
    expect(await hooks.api.publisher.step()).toBe(0);
    receiver.answer(status(200));
    const { cursor } = eventOf(receiver.received[0] as Received);
    expect((await hooks.ask(own, REDELIVER, { webhookId: id, after: cursor })).errors).toEqual([]);
    await hooks.api.publisher.step();
    const again = receiver.received.slice(before);
    expect(again.map((one) => one.id)).toEqual([failed.eventId]);
    expect((await hooks.seen(own, id)).deliveries.nodes).toMatchObject([
      { status: 'DELIVERED', attempts: 1 },
      {},
    ]);
  });

  test('with nothing but failures for five days is switched off, which is told', async () => {
    const [receiver, healthy] = [await openReceiver(), await openReceiver()];
    const own = await hooks.account();
    const { id } = await hooks.create(own, receiver, { types: ['account.credited'] });
    await hooks.create(own, healthy, { types: ['webhook.disabled'] });
    receiver.answer(status(503));
    for (let days = 0; days <= 5; days += 1) {
      await hooks.credit(own, `day ${days}`);
      await hooks.api.publisher.step();
      hooks.api.place.clock.now += DAY_SECONDS;
    }
    expect(await hooks.seen(own, id)).toMatchObject({ active: false, offReason: 'FAILING' });
    await hooks.api.publisher.step();
    expect(typesOf(healthy)).toEqual(['webhook.created', 'webhook.disabled']);
    for (const { status: stands } of (await hooks.seen(own, id)).deliveries.nodes)
      expect(stands).toBe('FAILED');
  });

  test('with 410 is switched off at once; switched on again it begins with a test event', async () => {
    const receiver = await openReceiver();
    const own = await hooks.account();
    const { id } = await hooks.create(own, receiver, { types: ['account.credited'] });
    await hooks.api.publisher.step();
    receiver.answer(status(410));
    await hooks.credit(own);
    await hooks.api.publisher.step();
    expect(await hooks.seen(own, id)).toMatchObject({ active: false, offReason: 'GONE' });
    receiver.answer(status(200));
    await hooks.credit(own, 'while it was off');
    expect(await hooks.api.publisher.step()).toBe(0);
    expect(
      (
        await hooks.ask(own, REDELIVER, {
          webhookId: id,
          after: eventOf(receiver.received[0] as Received).cursor,
        })
      ).errors,
    ).toEqual([{ code: 'STATUS_FORBIDS' }]);
    expect((await hooks.ask(own, EDIT, { webhookId: id, active: true })).webhook).toMatchObject({
      active: true,
    });
    await hooks.credit(own, 'after that');
    await hooks.api.publisher.step();
    const last = receiver.received.slice(2).map(eventOf);
    expect(last.map(({ type }) => type).sort()).toEqual(['account.credited', 'webhook.enabled']);
    expect(JSON.stringify(last)).toContain('after that');
  });

  test('that never answers keeps nobody else waiting', async () => {
    const [silent, healthy] = [await openReceiver(), await openReceiver()];
    const [one, other] = [await hooks.account(), await hooks.account()];
    const held: (() => void)[] = [];
    silent.answer((response) => held.push(() => response.end()));
    healthy.answer((response) => {
      response.end();
      // Only now, when the others have what is theirs, does the silent one answer.
      if (healthy.received.length === 11) for (const end of held) end();
    });
    await hooks.create(one, silent, { types: ['account.credited'] });
    await hooks.create(other, healthy, { types: ['account.credited'] });
    for (let count = 0; count < 10; count += 1) await hooks.credit(other, `number ${count}`);
    await hooks.api.publisher.step();
    expect(new Set(healthy.received.map(({ id }) => id)).size).toBe(11);
  });
});
