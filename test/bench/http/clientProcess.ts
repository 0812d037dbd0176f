/**
 * The clients of the benchmark in a process of their own: each buys over its own connection as soon as it
 * is answered.
 */
import { Agent, request } from 'node:http';
import { drive } from '../shared/drive.ts';
import { seeded } from '../shared/statistics.ts';
import { orderOf } from '../shared/world.ts';
import type { ClientSpec } from './settings.ts';

const QUERY = `mutation Buy($input: BuyPoliciesInput!) {
  buyPolicies(input: $input) { policies { id } premium { amount } errors { code message } replayed }
}`;

const { urls, tokens, productId, milliseconds, warmUpMilliseconds, seed } = JSON.parse(
  process.argv[2] ?? '',
) as ClientSpec;
const agent = new Agent({ keepAlive: true, maxSockets: tokens.length });
const pick = seeded(seed);
let count = 0;

async function buy(client: number): Promise<void> {
  count += 1;
  const body = JSON.stringify({ query: QUERY, variables: { input: inputOf() } });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: `Bearer ${tokens[client]}`,
    'idempotency-key': `${seed}-${process.pid}-${count}`,
    // Every client has an address of its own: see `serviceConfig`.
    'x-forwarded-for': `10.0.0.${client + 1}`,
  };
  const url = `${urls[client % urls.length]}/graphql`;
  const answer = await post(url, headers, body);
  const bought = (JSON.parse(answer) as { data?: { buyPolicies?: { policies: unknown[] | null } } }).data
    ?.buyPolicies;
  if (bought?.policies?.length !== 1) throw new Error(`a purchase was not made: ${answer.slice(0, 500)}`);
}

function inputOf() {
  const { items, maxPremium } = orderOf(productId, pick);
  return {
    items: items.map((item) => ({ ...item, coverAmount: item.coverAmount.toString() })),
    maxPremium: maxPremium.toString(),
  };
}

function post(url: string, headers: Record<string, string | number>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.once('end', () => resolve(text));
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

const sample = await drive({ clients: tokens.length, milliseconds, warmUpMilliseconds }, buy);
agent.destroy();
process.stdout.write(`${JSON.stringify(sample)}\n`);
