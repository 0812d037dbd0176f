/** However many rows a list has, and whatever is nested in them: the database is asked as often. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buy } from '../../support/depeg.ts';
import { type ReadyWorld, readyWorld, UNIT } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
/** Collections that were asked, in order. */
const asked: string[] = [];

beforeAll(async () => {
  api = await openApi();
  const { place } = api;
  world = await readyWorld(place);
  const [buyer] = world.buyers as [(typeof world.buyers)[0]];
  for (let order = 0; order < 5; order += 1) await buy(place, buyer, world.productId, 100n * UNIT, 30, 10);
  const { collection } = place.database;
  place.database.collection = (name) => {
    asked.push(name);
    return collection(name);
  };
});
afterAll(() => api.stop());

const FIELDS = `id status coverAmount { decimal } premium { paid { decimal } earned { decimal } }
  product { name pools { id capital { decimal } yield { net { percent } } } feed { name } }
  segments { allocation { pool { name } } } monitor { value { decimal } asOf { eventTime } } payouts { paid { decimal } }`;

async function countFor(first: number): Promise<number> {
  const token = api.token(world.buyers[0]?.id ?? '');
  const query = `{ policies(first: ${first}) { nodes { ${FIELDS} } } }`;
  asked.length = 0;
  const { body } = await api.send(query, { token });
  expect(body.errors).toBeUndefined();
  expect(body.data.policies.nodes).toHaveLength(first);
  return asked.length;
}

test('a list of 50 policies with all that hangs on them asks as often as a list of one', async () => {
  // The first request of a process learns what never changes.
  await countFor(1);
  const forOne = await countFor(1);
  expect(await countFor(10)).toBe(forOne);
  expect(await countFor(50)).toBe(forOne);
  expect(forOne).toBeLessThan(36);
});
