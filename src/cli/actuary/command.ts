/** `npm run actuary`: what a book of cover may cost, and who would bear it. Never writes a ledger. */
import { STANDARD_CORRELATION } from '../../actuary/drawEvents.ts';
import type { Environment } from '../audit/openLedger.ts';
import { type CommandSpec, helpText, readArguments } from '../shared/arguments.ts';
import { type CommandStreams, EXIT_OK, runCommand, UsageError } from '../shared/output.ts';
import { backtest } from './backtest.ts';
import { calibration } from './calibrate.ts';
import { price } from './price.ts';
import { ruin } from './ruin.ts';
import { score } from './score.ts';

const ACTUARY: CommandSpec = {
  call: 'npm run actuary --',
  summary:
    'ruin simulates years of a book: what policies are due, which layers pay it, what nobody pays, and what\n' +
    'underwriters earn. docs/actuary.md says what is simulated, and every assumption.\n' +
    'calibrate shows what the tables of the price follow from (docs/risk-model.md). It takes --json alone.\n' +
    'price shows what a product costs by its score and by how full its pools are; score, how its score came about.\n' +
    'backtest walks the rules over price series. It has options of its own: npm run actuary -- backtest --help.',
  positionals: ['ruin | calibrate | price | score | backtest'],
  options: {
    book: {
      value: 'BOOK',
      text: 'demo, one, ten or hundred (products), or a JSON file, in place of a ledger',
    },
    uri: { value: 'URI', text: 'the database of a ledger, as mongodb://host:port/name' },
    asset: { value: 'SYMBOL', text: 'of a ledger that pays in several assets' },
    years: { value: 'N', standard: '10', text: 'years of each path' },
    paths: { value: 'M', standard: '100000', text: 'paths' },
    seed: { value: 'S', standard: '1', text: 'the same seed gives the same figures, whatever the workers' },
    workers: { value: 'W', text: 'threads; as many as the machine has processors where it is not said' },
    correlation: {
      value: 'R',
      standard: `${STANDARD_CORRELATION}`,
      text: 'between the groups, from 0 to 0.99',
    },
    'hazard-times': { value: 'X', standard: '1', text: 'true hazards over those of the price list' },
    product: { value: 'ID', text: 'price and score: a product of the ledger' },
    score: {
      value: 'N',
      text: 'price: in place of a product, a score from 0 to 100 under the standard parameters',
    },
    peril: {
      value: 'PERIL',
      standard: 'DEPEG',
      text: 'with --score: DEPEG, CONTRACT_FAILURE, ASSET_LOSS or BASKET',
    },
    payout: { value: 'SHAPE', standard: 'BINARY', text: 'with --score: BINARY, TIERED or LINEAR' },
    svg: { value: 'FILE', text: 'write a picture; of ruin how likely which loss of the first year is' },
    json: { text: 'one JSON object on stdout (call it as npm run -s actuary)' },
  },
  notes: [
    'Without --book and --uri: MONGODB_URI; else the database of the service (in BULWARK_DATA) or of the demo in this\n' +
      'folder, which may be running.',
    'Exit codes: 0 done, 1 the database did not answer or the picture cannot be written, 2 wrong arguments or book.',
  ],
};

/** Runs the command with its arguments and answers the exit code. */
export function actuary(
  argv: readonly string[],
  streams: CommandStreams,
  environment: Environment,
): Promise<number> {
  return runCommand('actuary', streams, async () => {
    if (argv[0] === 'backtest') return backtest(argv.slice(1), streams);
    const given = readArguments(ACTUARY, argv);
    if (given.switches.has('help')) {
      streams.out(helpText(ACTUARY));
      return EXIT_OK;
    }
    const [what, ...more] = given.positionals;
    if (more.length === 0 && what === 'ruin') return ruin(given, streams, environment);
    if (more.length === 0 && what === 'calibrate') return calibration(given, streams);
    if (more.length === 0 && what === 'price') return price(given, streams, environment);
    if (more.length === 0 && what === 'score') return score(given, streams, environment);
    throw new UsageError(
      `say what to work out: ruin, calibrate, price, score or backtest; see ${ACTUARY.call} --help`,
    );
  });
}
