/** `npm run sandbox -- price 0.80 --for 5h | wait 1h`: moves the running demo's sandbox price and clock. */
import type { ControlAnswer, ControlOrder } from '../demo/control.ts';
import { findRunning, type RunningDemo } from '../demo/running.ts';
import { type CommandSpec, helpText, type ParsedArguments, readArguments } from '../shared/arguments.ts';
import { parseDuration } from '../shared/durations.ts';
import { type CommandStreams, EXIT_OK, quoted, runCommand, UsageError } from '../shared/output.ts';

const SPEC: CommandSpec = {
  call: 'npm run sandbox --',
  summary: 'Moves the sandbox of the running demo: its price on the chain, and the time.',
  positionals: ['price VALUE | wait DURATION'],
  options: {
    for: { value: 'DURATION', text: 'with price: how long the price stays, as 5h; 0s by default' },
    json: { text: 'print one JSON object: now, status' },
  },
  notes: [
    'price 0.80 --for 5h  the oracles report 0.80 every ten minutes for five hours',
    'wait 1h              an hour passes at the last price',
  ],
};

/** Runs the command and answers its exit code. */
export function sandbox(argv: readonly string[], streams: CommandStreams): Promise<number> {
  return runCommand('sandbox', streams, async () => {
    const given = readArguments(SPEC, argv);
    if (given.switches.has('help')) {
      streams.out(helpText(SPEC));
      return EXIT_OK;
    }
    const order = orderOf(given);
    const { now, status } = await send(await findRunning(), order);
    streams.out(
      given.switches.has('json') ? `${JSON.stringify({ now, status })}\n` : `It is ${now} now. ${status}\n`,
    );
    return EXIT_OK;
  });
}

function orderOf({ positionals, values }: ParsedArguments): ControlOrder {
  const [verb, value, ...more] = positionals;
  if (value === undefined || more.length > 0)
    throw new UsageError('give price VALUE or wait DURATION; see npm run sandbox -- --help');
  if (verb === 'wait') {
    if (values.has('for')) throw new UsageError('--for goes with price');
    return { price: null, seconds: parseDuration(value, 'wait') };
  }
  if (verb !== 'price') throw new UsageError(`${quoted(verb ?? '')} is neither price nor wait`);
  if (!/^\d{1,6}(\.\d{1,8})?$/.test(value) || !/[1-9]/.test(value)) {
    throw new UsageError(`price ${quoted(value)} is not a plain decimal above 0 with at most 8 places`);
  }
  return { price: value, seconds: parseDuration(values.get('for') ?? '0s', '--for') };
}

async function send({ control }: RunningDemo, order: ControlOrder): Promise<ControlAnswer> {
  const response = await fetch(control.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${control.secret}` },
    body: JSON.stringify(order),
  });
  const body = (await response.json()) as ControlAnswer & { error?: string };
  if (body.error !== undefined) throw new Error(body.error);
  return body;
}
