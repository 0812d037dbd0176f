/** The first story: a price history, a pool with a million behind it, and five people who buy cover. */
import { HOUR_SECONDS, WAD } from '../../domain/shared/units.ts';
import { graphqlClient } from './graphql.ts';
import type { House } from './house.ts';
import type { StageFeedName } from './openMarket.ts';
import { readRows } from './readRows.ts';
import { renderStory } from './render.ts';
import { type Scenario, scenarioOf } from './scenario.ts';
import { LEAD_IN_SECONDS, subjectOf } from './series.ts';
import { decimalsFor, USUAL_DECIMALS } from './stage.ts';
import { storyJson } from './storyJson.ts';
import { type ToldStory, tellStory } from './tellStory.ts';

/** The story of a file. The house is opened an hour before the lead-in begins. */
export async function pegScenario(file: string): Promise<Scenario> {
  const rows = await readRows(file);
  const subject = subjectOf(file);
  const decimals = decimalsFor(rows.map(({ value }) => value));
  const feeds = {
    series: { description: `${subject} / USD`, decimals },
    calm: { description: 'PYUSD / USD', decimals: USUAL_DECIMALS },
    sandbox: { description: 'SANDBOX / USD', decimals: USUAL_DECIMALS },
  };
  const prices = { series: rows.at(-1)?.value ?? WAD, calm: WAD, sandbox: WAD };
  const from = (rows[0]?.at ?? 0) - LEAD_IN_SECONDS - HOUR_SECONDS;
  return scenarioOf<StageFeedName>({ feeds, prices, from }, async (house, progress) => {
    const story = await tellStory(house, subject, rows, progress);
    return {
      text: renderStory(story),
      json: storyJson(story),
      isClean: story.ledger.balanced,
      invitation: invitation(story),
      sandbox: {
        setPrice: (price) => house.setPrice('sandbox', price),
        status: () => sandboxStatus(house, story),
      },
    };
  });
}

function invitation({ market }: ToldStory): string[] {
  const product = market.productIds.sandbox;
  return [
    `Sandbox product ${product} (pool ${market.poolIds.sandbox}): waiting 10 min, settlement 15 min, challenge 10 min.`,
    'Next:    buy the sandbox product (README), then one after the other:',
    '         npm run sandbox -- wait 15m',
    '         npm run sandbox -- price 0.80 --for 5h',
    '         npm run sandbox -- wait 1h',
  ];
}

const SANDBOX = `query ($id: ID!) {
  product(id: $id) { status }
  incidents(filter: { productId: $id }, orderBy: NEWEST, first: 1) {
    nodes { status payouts { eligible paid } }
  }
}`;

async function sandboxStatus(house: House<StageFeedName>, { market }: ToldStory): Promise<string> {
  type Data = {
    product: { status: string };
    incidents: { nodes: { status: string; payouts: { eligible: number; paid: number } }[] };
  };
  const client = graphqlClient(`${house.service.url}/graphql`);
  const { product, incidents } = await client.run<Data>(null, SANDBOX, { id: market.productIds.sandbox });
  const [incident] = incidents.nodes;
  const last =
    incident === undefined
      ? 'no incident yet'
      : `last incident ${incident.status}, ${incident.payouts.paid} policies paid`;
  return `The sandbox product is in ${product.status}; ${last}.`;
}
