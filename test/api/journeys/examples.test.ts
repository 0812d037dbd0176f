import type { GraphQLField } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { breakPeg, buy, pass } from '../../support/depeg.ts';
import { person, type ReadyWorld, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { exampleOf, mutationFields, queryFields } from '../schema/apiSchema.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
let ids: Record<string, string>;
const everything = person(50, ['OWNER', 'CASHIER', 'GUARDIAN', 'GOVERNOR']);
beforeAll(async () => {
  api = await openApi({ settings: { sandbox: true } });
  world = await readyWorld(api.place);
  const { assetId, poolId, feedId, productId, underwriter, buyers } = world;
  await api.place.must(SYSTEM, 'registerAccount', { address: everything.address, roles: everything.roles });
  const [policyId = ''] = await buy(api.place, buyers[0] as never, productId, 1_000n * UNIT, 60);
  await pass(api.place, world, 73);
  const incidentId = await breakPeg(api.place, world);
  const positionId = `pos_${poolId.slice(5)}_${underwriter.id.slice(4)}`;
  ids = {
    acc: underwriter.id,
    ast: assetId,
    pool: poolId,
    feed: feedId,
    prd: productId,
    pol: policyId,
    pos: positionId,
    inc: incidentId,
    rsv: reserveIdOf('POOL_FUND', poolId),
  };
});
afterAll(() => api.stop());

/** The example with ids of things that are there. */
function runnable({ description }: GraphQLField<unknown, unknown>): string {
  return (exampleOf(description) ?? '').replaceAll(/"([a-z]+)_0000[0-9a-z]+"/g, (text, prefix) => {
    const id = ids[prefix as string];
    return id === undefined ? text : `"${id}"`;
  });
}

let keys = 0;
const send = (query: string) =>
  api.send(query, { token: api.token(everything.id), key: `example-${++keys}` });

describe('the examples of the schema run', () => {
  test.each(queryFields.map((field) => [field.name, field] as const))('query %s', async (name, field) => {
    const { body } = await send(runnable(field));
    expect(body.errors).toBeUndefined();
    expect(body.data).toHaveProperty(name);
  });

  test.each(mutationFields.map((field) => [field.name, field] as const))(
    'mutation %s',
    async (name, field) => {
      const { body } = await send(runnable(field));
      expect(body.errors).toBeUndefined();
      expect(body.data[name].replayed).toBe(false);
      for (const { message } of body.data[name].errors) expect(message.length).toBeGreaterThan(10);
    },
  );
});
