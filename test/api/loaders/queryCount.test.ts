import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Queries } from '../../../src/market/queries/port.ts';
import { buy } from '../../support/depeg.ts';
import { type ReadyWorld, readyWorld, UNIT } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
const calls: Record<string, number> = {};

/** Counts the reads of each kind. */
function counting(queries: Queries): Queries {
  const wrap = <Part extends object>(part: Part, prefix: string): Part =>
    new Proxy(part, {
      get(target, name) {
        const member = Reflect.get(target, name) as unknown;
        const path = `${prefix}${String(name)}`;
        if (typeof member === 'object' && member !== null) return wrap(member, `${path}.`);
        if (typeof member !== 'function') return member;
        return (...rest: unknown[]) => {
          calls[path] = (calls[path] ?? 0) + 1;
          return (member as (...all: unknown[]) => unknown)(...rest);
        };
      },
    });
  return wrap(queries, '');
}

beforeAll(async () => {
  api = await openApi({ queries: counting });
  world = await readyWorld(api.place);
  for (let count = 0; count < 12; count += 1) {
    await buy(api.place, world.buyers[0] as never, world.productId, 100n * UNIT, 60);
  }
});
afterAll(() => api.stop());

test('a list of rows with their products, pools, views and money takes one read of each kind, not one for each row', async () => {
  for (const name of Object.keys(calls)) delete calls[name];
  const query = `{ viewer { policies(first: 50) { nodes {
    status monitor { value { decimal } } premium { paid { decimal asset { symbol } } earned { decimal } }
    product { name asset { symbol } annualRate { percent } feed { name asOf { lagSeconds } } }
    segments { allocation { pool { name capital { decimal } } coverAmount { decimal } } } payouts { paid { decimal } }
  } } } }`;
  const { body } = await api.send(query, { token: api.token(world.buyers[0]?.id ?? '') });
  expect(body.errors).toBeUndefined();
  expect(body.data.viewer.policies.nodes).toHaveLength(12);
  for (const [name, count] of Object.entries(calls))
    expect(count, name).toBeLessThanOrEqual(name.endsWith('byIds') ? 2 : 1);
});
