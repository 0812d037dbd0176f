/**
 * `npm run demo`: the main job from end to end on real parts, told on a screen, and then left running to try.
 */

import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { parseDecimal } from '../../domain/trigger/decimal.ts';
import { helpText, type ParsedArguments, readArguments } from '../shared/arguments.ts';
import { type CommandStreams, EXIT_FAILED, EXIT_OK, runCommand, UsageError } from '../shared/output.ts';
import { formatTime } from '../shared/times.ts';
import { openControl } from './control.ts';
import { graphqlClient } from './graphql.ts';
import { type House, openHouse } from './house.ts';
import { DEMO } from './options.ts';
import { readRows } from './readRows.ts';
import { renderStory } from './render.ts';
import { forgetRunning, noteRunning } from './running.ts';
import { subjectOf } from './series.ts';
import { storyJson } from './storyJson.ts';
import { type ToldStory, tellStory } from './tellStory.ts';

const USDC_MARCH_2023 = fileURLToPath(new URL('../series/usdc-usd-2023-03.csv', import.meta.url));

/** Runs the demo; with `--exit` until the story is told, else until the signal. */
export function demo(argv: readonly string[], streams: CommandStreams, signal: AbortSignal): Promise<number> {
  return runCommand('demo', streams, async () => {
    const given = readArguments(DEMO, argv);
    if (given.switches.has('help')) {
      streams.out(helpText(DEMO));
      return EXIT_OK;
    }
    const file = given.values.get('series') ?? USDC_MARCH_2023;
    const port = portOf(given);
    const rows = await readRows(file);
    const house = await openHouse(subjectOf(file), rows, { port, fresh: given.switches.has('fresh') });
    try {
      const story = await tellStory(house, subjectOf(file), rows, progressTo(streams));
      streams.out(
        given.switches.has('json')
          ? `${JSON.stringify(storyJson(story))}\n`
          : `${renderStory(story).join('\n')}\n`,
      );
      if (!given.switches.has('exit') && !signal.aborted) await serve(house, story, streams, signal);
      return story.ledger.balanced ? EXIT_OK : EXIT_FAILED;
    } finally {
      await house.close();
    }
  });
}

function portOf({ values }: ParsedArguments): number {
  const port = Number(values.get('port'));
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError('--port is a number from 0 to 65535');
}

/** Tenths of the way, on stderr. */
function progressTo(streams: CommandStreams): (done: number, total: number) => void {
  let tenth = 0;
  return (done, total) => {
    const now = Math.floor((done * 10) / total);
    if (now === tenth) return;
    tenth = now;
    streams.err(`playing the series: ${now * 10} %\n`);
  };
}

/** Leaves the house open for the reader until the signal. */
async function serve(
  house: House,
  story: ToldStory,
  streams: CommandStreams,
  signal: AbortSignal,
): Promise<void> {
  const secret = randomBytes(16).toString('hex');
  const control = await openControl(secret, async ({ price, seconds }) => {
    if (price !== null) house.setSandboxPrice(parseDecimal(price) ?? 0n);
    const now = await house.pass(seconds);
    return { now: formatTime(now), status: await sandboxStatus(house, story) };
  });
  const { url } = house.service;
  await noteRunning({ pid: process.pid, url, control: { url: control.url, secret }, tokens: house.tokens });
  for (const line of invitation(house, story, house.clock.now())) streams.err(`${line}\n`);
  try {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  } finally {
    await forgetRunning();
    await control.close();
  }
}

function invitation({ service, tokens }: House, { market }: ToldStory, now: UnixSeconds): string[] {
  const product = market.productIds.sandbox;
  return [
    '',
    `Still running. It is ${formatTime(now)} here, and time stands still until you move it.`,
    `Sandbox product ${product} (pool ${market.poolIds.sandbox}): waiting 10 min, settlement 15 min, challenge 10 min.`,
    `GraphiQL, signed in as alice: ${service.url}/graphql?token=${tokens.alice}`,
    'Tokens (npm run -s token -- alice prints one alone):',
    ...Object.entries(tokens).map(([name, token]) => `  ${name.padEnd(12)}${token}`),
    'Next:    buy the sandbox product (README), then one after the other:',
    '         npm run sandbox -- wait 15m',
    '         npm run sandbox -- price 0.80 --for 5h',
    '         npm run sandbox -- wait 1h',
    'Stop:    Ctrl-C',
  ];
}

const SANDBOX = `query ($id: ID!) {
  product(id: $id) { status }
  incidents(filter: { productId: $id }, orderBy: NEWEST, first: 1) {
    nodes { status payouts { eligible paid } }
  }
}`;

async function sandboxStatus(house: House, { market }: ToldStory): Promise<string> {
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
