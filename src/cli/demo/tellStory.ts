/** From an open house to the finished story: set up, play, read back, audit. */
import type { Reading } from '../../domain/trigger/rule.ts';
import { graphqlClient } from './graphql.ts';
import { type House, partsOf, step } from './house.ts';
import { type DemoMarket, openMarket, type StageFeedName } from './openMarket.ts';
import { auditOf } from './parts/closing.ts';
import { play } from './play.ts';
import type { Story } from './render.ts';
import { incidentsOf, policyOf, poolOf } from './results.ts';

export interface ToldStory extends Story {
  market: DemoMarket;
}

const STANDING = `query ($id: ID!, $productId: ID!) {
  product(id: $id) { status } incidents(filter: { productId: $productId }, first: 100) { nodes { status } }
}`;

interface StandingData {
  product: { status: string };
  incidents: { nodes: { status: string }[] };
}

/** Tells the story of a series in a house. `progress` is told how far the play is. */
export async function tellStory(
  house: House<StageFeedName>,
  subject: string,
  rows: readonly Reading[],
  progress: (done: number, total: number) => void,
): Promise<ToldStory> {
  const { service, stage, clock, tokens } = house;
  const client = graphqlClient(`${service.url}/graphql`);
  const market = await openMarket(client, tokens, stage, subject);
  const before = await poolOf(client, market.poolIds.series);
  const id = market.productIds.series;
  const purchases = await play(
    {
      stage,
      clock,
      client,
      tokens,
      market,
      tick: () => step(service),
      async standing() {
        const { product, incidents } = await client.run<StandingData>(null, STANDING, { id, productId: id });
        const unpaid =
          product.status === 'BREACH' ||
          product.status === 'CONFIRMED' ||
          incidents.nodes.some(({ status }) => status !== 'PAID');
        return { phase: product.status, unpaid };
      },
      progress,
    },
    rows,
  );
  const bought = purchases.filter(({ policyId }) => policyId !== null);
  const policies = [];
  for (const made of bought) policies.push(await policyOf(client, tokens, made));
  return {
    market,
    subject,
    assetSymbol: market.assetSymbol,
    parts: partsOf(house),
    rows,
    levels: { strike: 95n * 10n ** 16n, recovery: 97n * 10n ** 16n },
    incidents: await incidentsOf(client, market),
    policies,
    refused: purchases.filter(({ refusal }) => refusal !== null),
    pool: { before, after: await poolOf(client, market.poolIds.series) },
    ledger: await auditOf(house.database.uri),
  };
}
