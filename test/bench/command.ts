/** `npm run bench`: the marketplace beside its rivals, on one real database server, in one run. */
import { helpText, readArguments } from '../../src/cli/shared/arguments.ts';
import { type CommandStreams, EXIT_OK, runCommand, UsageError } from '../../src/cli/shared/output.ts';
import { benchActuary } from './actuary/benchActuary.ts';
import { benchBuy } from './buy/benchBuy.ts';
import { BENCH, paceOf } from './options.ts';
import { benchQuote } from './quote/benchQuote.ts';
import { benchSettle } from './settle/benchSettle.ts';
import { jsonReport, tableReport } from './shared/report.ts';
import { benchVenue } from './venue/benchVenue.ts';
import { benchWatch } from './watch/benchWatch.ts';

const BENCHES = new Map([
  ['actuary', benchActuary],
  ['buy', benchBuy],
  ['quote', benchQuote],
  ['settle', benchSettle],
  ['venue', benchVenue],
  ['watch', benchWatch],
]);

/** Runs the command with its arguments and answers the exit code. */
export function bench(argv: readonly string[], streams: CommandStreams): Promise<number> {
  return runCommand('bench', streams, async () => {
    const given = readArguments(BENCH, argv);
    if (given.switches.has('help')) {
      streams.out(helpText(BENCH));
      return EXIT_OK;
    }
    const [name = ''] = given.positionals;
    const measure = BENCHES.get(name);
    if (measure === undefined || given.positionals.length > 1) {
      throw new UsageError(
        `say what to measure: actuary, buy, quote, settle, venue or watch; see ${BENCH.call} --help`,
      );
    }
    const report = await measure(paceOf(given), (line) => streams.err(`${line}\n`));
    streams.out(given.switches.has('json') ? jsonReport(report) : tableReport(report));
    return EXIT_OK;
  });
}
