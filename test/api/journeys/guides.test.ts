/** The guides, read from the first line to the last by somebody who does what they say. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import type { Principal } from '../../../src/market/command.ts';
import { vaultIdOf } from '../../../src/market/vault/vaultId.ts';
import { buy, pass } from '../../support/depeg.ts';
import { person, type ReadyWorld, readyWorld, UNIT } from '../../support/marketplace.ts';
import { VENUE_KEY } from '../../support/venue.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/guides');
const GUIDES = readdirSync(FOLDER);

let api: OpenApi;
let world: ReadyWorld;
beforeAll(async () => {
  api = await openApi({ settings: { sandbox: true } });
  world = await readyWorld(api.place);
  const { assetId } = world;
  const vault = { payoutAssetId: assetId, assetId };
  await api.place.must(person(1, ['OWNER']), 'createVault', vault);
  // Somebody has bought before, so that there is something to be earned.
  await buy(api.place, world.buyers[1] as never, world.productId, 100_000n * UNIT, 60);
});
afterAll(() => api.stop());

/** What the guide leaves to its reader: amounts, and ids that earlier answers have told. */
function begin(): Record<string, unknown> {
  const { productId, poolId } = world;
  return {
    ...{
      productId,
      poolId,
      amount: `${10_000n * UNIT}`,
      shares: '1000000',
      toAddress: addressOf(world.buyers[1]),
      otherAddress: addressOf(world.buyers[0]),
      vaultId: vaultIdOf(world.assetId),
    },
    ...{ coverAmount: `${10_000n * UNIT}`, moreCover: `${20_000n * UNIT}`, lessCover: `${6_000n * UNIT}` },
    ...{ partCover: `${2_000n * UNIT}` },
    ...{ assetId: world.assetId, feedId: world.feedId, venueKey: VENUE_KEY.address },
    coverUntil: new Date((api.place.clock.now + 120 * DAY_SECONDS) * 1_000).toISOString(),
  };
}

/** Ids and tokens of an answer under the names that later steps know them by. */
function learn(known: Record<string, unknown>, answer: Record<string, never>): void {
  const {
    quote,
    buyPolicies,
    placeOrder,
    depositCapital,
    requestWithdrawal,
    registerDistributor,
    registerVenue,
  } = answer as Record<string, Record<string, never>>;
  const told: Record<string, unknown> = {
    quoteToken: (quote?.quote as { token?: string } | undefined)?.token,
    policyId: (buyPolicies?.policies as { id: string }[] | undefined)?.[0]?.id,
    orderId: (placeOrder?.order as { id?: string } | undefined)?.id,
    positionId: (depositCapital?.position as { id?: string } | undefined)?.id,
    withdrawalId: (requestWithdrawal?.withdrawal as { id?: string } | undefined)?.id,
    venueId: (registerVenue?.venue as { id?: string } | undefined)?.id,
    collateralId: (registerVenue?.venue as { collateral?: { id: string } } | undefined)?.collateral?.id,
    marketId: (registerVenue?.venue as { markets?: { nodes: { id: string }[] } } | undefined)?.markets
      ?.nodes[0]?.id,
    distributorId: (registerDistributor?.distributor as { id?: string } | undefined)?.id,
  };
  for (const [name, value] of Object.entries(told)) if (value !== undefined) known[name] = value;
}

test('there is one for each who comes', () => {
  expect(GUIDES).toEqual([
    'backstopping.md',
    'buying-cover.md',
    'distributing-cover.md',
    'governing.md',
    'running-a-venue.md',
    'underwriting.md',
  ]);
});

/** It changes who may do what, and takes two who sign: it is read in a marketplace of its own. */
const OWN_WORLD = 'governing.md';

test.each(GUIDES.filter((guide) => guide !== OWN_WORLD))(
  '%s: every step works on the first reading',
  async (guide) => {
    const text = readFileSync(join(FOLDER, guide), 'utf8');
    const steps = [...text.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, step]) => step ?? '');
    expect(steps.length).toBeGreaterThan(5);
    const [user, reader] = world.buyers as [Principal, Principal];
    const known = begin();
    for (const [index, step] of steps.entries()) {
      const who = /^# signed in as the user/.test(step) ? user : guide.startsWith('buying') ? user : reader;
      const variables = Object.fromEntries(
        [...step.matchAll(/\$(\w+):/g)].map(([, name = '']) => [name, known[name]]),
      );
      const signed = step.startsWith('# signed in') ? { token: api.token(who.id) } : {};
      const { body } = await api.send(step, { ...signed, variables, key: `${guide}-${index}` });
      expect(body.errors, step).toBeUndefined();
      for (const answer of Object.values(body.data as Record<string, { errors?: unknown[] } | null>)) {
        expect(answer, step).not.toBeNull();
        expect(answer?.errors ?? [], step).toEqual([]);
      }
      learn(known, body.data);
      // The feeds are read on: what was asked for is decided, and pools earn.
      if (!('quote' in body.data)) await pass(api.place, world, 1);
    }
  },
);

const addressOf = (principal: unknown) => (principal as { address: string }).address;
