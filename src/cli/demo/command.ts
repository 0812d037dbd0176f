/**
 * `npm run demo`: the main job from end to end on real parts, told on a screen, and then left running to try.
 */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { parseDecimal } from '../../domain/trigger/decimal.ts';
import { helpText, type ParsedArguments, readArguments } from '../shared/arguments.ts';
import {
  type CommandStreams,
  EXIT_FAILED,
  EXIT_OK,
  quoted,
  runCommand,
  UsageError,
} from '../shared/output.ts';
import { formatTime } from '../shared/times.ts';
import { cascadeScenario } from './cascade/scenario.ts';
import { openControl } from './control.ts';
import { DEMO } from './options.ts';
import { pegScenario } from './pegScenario.ts';
import { forgetRunning, noteRunning } from './running.ts';
import type { OpenedScenario, Scenario, Told } from './scenario.ts';
import { venueScenario } from './venue/scenario.ts';

const USDC_MARCH_2023 = fileURLToPath(new URL('../series/usdc-usd-2023-03.csv', import.meta.url));

/** Runs the demo; with `--exit` until the story is told, else until the signal. */
export function demo(argv: readonly string[], streams: CommandStreams, signal: AbortSignal): Promise<number> {
  return runCommand('demo', streams, async () => {
    const given = readArguments(DEMO, argv);
    if (given.switches.has('help')) {
      streams.out(helpText(DEMO));
      return EXIT_OK;
    }
    const port = portOf(given);
    const scenario = await scenarioOfName(given);
    const opened = await scenario({ port, fresh: given.switches.has('fresh') });
    try {
      const told = await opened.tell(progressTo(streams));
      streams.out(
        given.switches.has('json') ? `${JSON.stringify(told.json)}\n` : `${told.text.join('\n')}\n`,
      );
      if (!given.switches.has('exit') && !signal.aborted) await serve(opened, told, streams, signal);
      return told.isClean ? EXIT_OK : EXIT_FAILED;
    } finally {
      await opened.house.close();
    }
  });
}

function portOf({ values }: ParsedArguments): number {
  const port = Number(values.get('port'));
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError('--port is a number from 0 to 65535');
}

/** The stories beside the one that plays a file. */
const SCENARIOS: ReadonlyMap<string, Scenario> = new Map([
  ['venue', venueScenario],
  ['cascade', cascadeScenario],
]);

async function scenarioOfName({ values }: ParsedArguments): Promise<Scenario> {
  const name = values.get('scenario') ?? 'peg';
  const series = values.get('series');
  if (name === 'peg') return await pegScenario(series ?? USDC_MARCH_2023);
  const scenario = SCENARIOS.get(name);
  if (scenario === undefined) {
    throw new UsageError(`--scenario ${quoted(name)} is none of ${['peg', ...SCENARIOS.keys()].join(', ')}`);
  }
  if (series !== undefined) throw new UsageError('--series goes with the scenario peg');
  return scenario;
}

/** Tenths of the way, on stderr. */
function progressTo(streams: CommandStreams): (done: number, total: number) => void {
  let tenth = 0;
  return (done, total) => {
    const now = Math.floor((done * 10) / total);
    if (now === tenth) return;
    tenth = now;
    streams.err(`playing: ${now * 10} %\n`);
  };
}

/** Leaves the house open for the reader until the signal. */
async function serve(
  { house }: OpenedScenario,
  { invitation, sandbox }: Told,
  streams: CommandStreams,
  signal: AbortSignal,
): Promise<void> {
  const secret = randomBytes(16).toString('hex');
  const control = await openControl(secret, async ({ price, seconds }) => {
    if (price !== null && sandbox === null) throw new Error('nothing of this scenario has a price to move');
    if (price !== null) sandbox?.setPrice(parseDecimal(price) ?? 0n);
    const now = await house.pass(seconds);
    return { now: formatTime(now), status: (await sandbox?.status()) ?? '' };
  });
  const { url } = house.service;
  await noteRunning({ pid: process.pid, url, control: { url: control.url, secret }, tokens: house.tokens });
  for (const line of stillRunning(house, invitation, house.clock.now())) streams.err(`${line}\n`);
  try {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  } finally {
    await forgetRunning();
    await control.close();
  }
}

function stillRunning(
  { service, tokens }: OpenedScenario['house'],
  invitation: readonly string[],
  now: UnixSeconds,
): string[] {
  return [
    '',
    `Still running. It is ${formatTime(now)} here, and time stands still until you move it.`,
    `GraphiQL, signed in as alice: ${service.url}/graphql?token=${tokens.alice}`,
    'Tokens (npm run -s token -- alice prints one alone):',
    ...Object.entries(tokens).map(([name, token]) => `  ${name.padEnd(12)}${token}`),
    ...invitation,
    'Stop:    Ctrl-C',
  ];
}
