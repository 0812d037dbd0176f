import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WEBHOOKS_PER_ACCOUNT_MAX } from '../../../src/domain/shared/limits.ts';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { openReceiver, type Received } from '../../support/receiver.ts';
import { openApi } from '../support/openApi.ts';
import {
  CREATE,
  EDIT,
  eventOf,
  type Hooks,
  openHooks,
  REDELIVER,
  REVOKE,
  typesOf,
} from '../support/webhooks.ts';

let hooks: Hooks;
beforeAll(async () => {
  hooks = await openHooks();
});
afterAll(() => hooks.api.stop());

describe('events that are sent', () => {
  test('an alert arrives once, signed, as the query shows it, and so does a test event before it', async () => {
    const receiver = await openReceiver();
    const watching = await hooks.account();
    const { id, secret } = await hooks.create(watching, receiver, { types: ['reserve.status_changed'] });
    expect(await hooks.api.publisher.step()).toBe(1);
    expect(receiver.received.map(eventOf)).toMatchObject([{ type: 'webhook.created', nodeId: id }]);

    const { assetId, poolId, productId, buyers } = hooks.world;
    const item = { productId, coverAmount: 1_000n * UNIT, termSeconds: 30 * DAY_SECONDS };
    await hooks.api.place.must(buyers[0] as never, 'buyPolicies', {
      items: [item],
      maxPremium: 1_000n * UNIT,
    });
    for (const tick of [1, 2]) await hooks.api.place.must(SYSTEM, 'sizeReserves', { assetId, tick });
    await hooks.api.publisher.step();
    const alerts = receiver.received.slice(1);
    const nodes = [reserveIdOf('SHARED_FUND', assetId), reserveIdOf('PLATFORM_SLICE', assetId)];
    expect(new Set(alerts.map((one) => eventOf(one).nodeId))).toEqual(
      new Set([...nodes, reserveIdOf('POOL_FUND', poolId)]),
    );
    for (const one of receiver.received) {
      expect(hooks.isSigned(one, secret)).toBe(true);
      expect(
        hooks.isSigned(
          { ...one, body: one.body.replace('status', 'statuz').replace('webhook', 'x') },
          secret,
        ),
      ).toBe(false);
    }
    const { body } = await hooks.api.send(`{ events(filter: { types: ["reserve.status_changed"] }) { nodes {
      id cursor sequence at eventTime type nodeId reason changes
      entries { account amount asset { id symbol decimals chainId address } } } } }`);
    const bySequence = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
    expect(alerts.map(eventOf).sort(bySequence)).toEqual(body.data.events.nodes.sort(bySequence));
    expect(await hooks.api.publisher.step()).toBe(0);
    expect(await hooks.seen(watching, id)).toMatchObject({
      deliveries: { totalCount: 4, nodes: [{ status: 'DELIVERED' }, {}, {}, { type: 'webhook.created' }] },
    });
  });

  test('what concerns another account never arrives, what is one’s own does', async () => {
    const receiver = await openReceiver();
    const [own, other] = [await hooks.account(), await hooks.account()];
    await hooks.create(own, receiver);
    await hooks.credit(other);
    await hooks.credit(own);
    await hooks.api.publisher.step();
    const credited = receiver.received.map(eventOf).filter(({ type }) => type === 'account.credited');
    expect(credited).toMatchObject([{ nodeId: own, reason: '5 USDT was booked in: wire 7.' }]);
    for (const { body } of receiver.received) expect(body).not.toContain(other);
  });

  test('only about the nodes that were named', async () => {
    const receiver = await openReceiver();
    const own = await hooks.account();
    await hooks.create(own, receiver, { nodeIds: [own], types: ['account.credited', 'pool.funded'] });
    await hooks.credit(own);
    await hooks.api.publisher.step();
    expect(typesOf(receiver).sort()).toEqual(['account.credited', 'webhook.created']);
  });

  test('during rotation both secrets verify, a day later the new one alone', async () => {
    const receiver = await openReceiver();
    const own = await hooks.account();
    const { id, secret } = await hooks.create(own, receiver, { types: ['account.credited'] });
    const { secret: next } = await hooks.ask(own, EDIT, { webhookId: id, rotateSecret: true });
    expect(next).not.toBe(secret);
    await hooks.credit(own);
    await hooks.api.publisher.step();
    const [, both] = receiver.received as [Received, Received];
    expect([hooks.isSigned(both, secret), hooks.isSigned(both, next)]).toEqual([true, true]);
    hooks.api.place.clock.now += DAY_SECONDS;
    await hooks.credit(own);
    await hooks.api.publisher.step();
    const [, , last] = receiver.received as [Received, Received, Received];
    expect([hooks.isSigned(last, secret), hooks.isSigned(last, next)]).toEqual([false, true]);
  });
});

describe('webhooks', () => {
  test('are so many for one account and no more, and one that is revoked makes room', async () => {
    const receiver = await openReceiver();
    const own = await hooks.account();
    const made = [];
    for (let count = 0; count < WEBHOOKS_PER_ACCOUNT_MAX; count += 1)
      made.push(await hooks.create(own, receiver, { types: ['policy.paid'] }));
    const { webhook, secret, errors } = await hooks.ask(own, CREATE, { url: receiver.url });
    expect([webhook, secret]).toEqual([null, null]);
    const limit = WEBHOOKS_PER_ACCOUNT_MAX;
    expect(errors).toEqual([{ code: 'LIMIT_REACHED', path: null, limit, used: limit }]);
    const webhookId = made[0]?.id ?? '';
    expect((await hooks.ask(own, REVOKE, { webhookId })).webhook).toEqual({ active: false });
    expect(await hooks.seen(own, webhookId)).toBeNull();
    expect((await hooks.ask(own, REVOKE, { webhookId })).errors).toEqual([{ code: 'NOT_FOUND' }]);
    await hooks.create(own, receiver);
    await hooks.api.publisher.step();
    expect(receiver.received.map(eventOf).map(({ nodeId }) => nodeId)).not.toContain(webhookId);
  });

  test('of another account are not there', async () => {
    const receiver = await openReceiver();
    const [own, other] = [await hooks.account(), await hooks.account()];
    const { id: webhookId } = await hooks.create(own, receiver);
    expect(await hooks.seen(other, webhookId)).toBeNull();
    const notFound = [{ code: 'NOT_FOUND' }];
    expect((await hooks.ask(other, EDIT, { webhookId, active: false })).errors).toEqual(notFound);
    expect((await hooks.ask(other, REVOKE, { webhookId })).errors).toEqual(notFound);
    expect((await hooks.ask(other, REDELIVER, { webhookId, after: 'WyIxIiwiMCJd' })).errors).toEqual(
      notFound,
    );
    const query = `{ viewer { webhooks { totalCount nodes { id } } } }`;
    const mine = await hooks.api.send(query, { token: hooks.api.token(own) });
    expect(mine.body.data.viewer.webhooks).toEqual({ totalCount: 1, nodes: [{ id: webhookId }] });
    const theirs = await hooks.api.send(query, { token: hooks.api.token(other) });
    expect(theirs.body.data.viewer.webhooks).toEqual({ totalCount: 0, nodes: [] });
  });

  test('tried dry, are made by nobody and tell no secret', async () => {
    const receiver = await openReceiver();
    const own = await hooks.account();
    const dry = CREATE.replace('input: $input', 'input: $input, dryRun: true');
    const { webhook, secret, errors } = await hooks.ask(own, dry, { url: receiver.url });
    expect([webhook, secret, errors]).toEqual([null, null, []]);
    const { id: webhookId } = await hooks.create(own, receiver);
    const rotated = EDIT.replace('input: $input', 'input: $input, dryRun: true');
    const input = { webhookId, rotateSecret: true, active: false };
    const edited = await hooks.ask(own, rotated, input);
    expect(edited).toMatchObject({ webhook: { active: true, previousSecretUntil: null }, secret: null });
    await hooks.api.publisher.step();
    expect(typesOf(receiver)).toEqual(['webhook.created']);
  });

  test('say so when they are to be told of something that never happens', async () => {
    const own = await hooks.account();
    const input = { url: 'https://example.com/hook', types: ['reserve.status_chnaged'] };
    const { body } = await hooks.api.send(CREATE, {
      ...{ token: hooks.api.token(own), key: 'misspelt', variables: { input } },
    });
    expect(JSON.stringify(body)).toMatch(/types.*is no type of an event|is no type of an event.*types/);
  });

  test('tell their secret once, and store it nowhere', async () => {
    const receiver = await openReceiver();
    const own = await hooks.account();
    const options = {
      token: hooks.api.token(own),
      key: 'made-once',
      variables: { input: { url: receiver.url } },
    };
    const first = (await hooks.api.send(CREATE, options)).body.data.answer;
    const again = (await hooks.api.send(CREATE, options)).body.data.answer;
    expect(first.secret).toMatch(/^whsec_/);
    expect(again).toMatchObject({ webhook: { id: first.webhook.id }, secret: null, replayed: true });
    for (const name of ['webhooks', 'journal', 'webhookDeliveries', 'webhookCursors']) {
      const rows = await hooks.api.place.database.collection(name).find({}).toArray();
      expect(JSON.stringify(rows)).not.toContain(first.secret.slice(6));
    }
  });
});

test('an address that is not public is refused, also when it becomes another, and nothing is made', async () => {
  const strict = await openApi({ webhooks: { toPrivate: false } });
  const { id, address } = person(600);
  await strict.place.must(SYSTEM, 'registerAccount', { address, roles: [] });
  const message = 'is not an address of the public internet';
  for (const url of ['https://127.0.0.1/', 'https://169.254.169.254/', 'https://[::ffff:10.0.0.1]/']) {
    const { body } = await strict.send(CREATE, { token: strict.token(id), variables: { input: { url } } });
    const problems = [{ path: 'url', message }];
    expect(body.data.answer.errors).toEqual([{ code: 'CONFIG_INVALID', path: 'input.url', problems }]);
  }
  expect(await strict.place.database.collection('webhooks').countDocuments({})).toBe(0);

  // One that was taken, and means a private address by the time that something is sent.
  const receiver = await openReceiver();
  const hook = { url: receiver.url, types: null, nodeIds: null };
  const mine = { ...person(600), roles: [] };
  await strict.place.must(mine, 'createWebhook', hook);
  await strict.publisher.step();
  expect(receiver.received).toEqual([]);
  const query = '{ viewer { webhooks { nodes { deliveries { nodes { status lastTry { problem } } } } } } }';
  const { body } = await strict.send(query, { token: strict.token(id) });
  const [{ deliveries }] = body.data.viewer.webhooks.nodes;
  const problem = 'The address is not one of the public internet.';
  expect(deliveries.nodes).toEqual([{ status: 'PENDING', lastTry: { problem } }]);
  await strict.stop();
});
