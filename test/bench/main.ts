/** Entry of `npm run bench`: the marketplace beside its rivals, on one real database server, in one run. */
import { helpText, readArguments } from '../../src/cli/shared/arguments.ts';
import { EXIT_OK, processStreams, runCommand, UsageError } from '../../src/cli/shared/output.ts';
import { benchBuy } from './buy/benchBuy.ts';
import { BENCH, paceOf } from './options.ts';
import { benchSettle } from './settle/benchSettle.ts';
import { jsonReport, tableReport } from './shared/report.ts';

const BENCHES = new Map([
  ['buy', benchBuy],
  ['settle', benchSettle],
]);

const streams = processStreams();
process.exitCode = await runCommand('bench', streams, async () => {
  const given = readArguments(BENCH, process.argv.slice(2));
  if (given.switches.has('help')) {
    streams.out(helpText(BENCH));
    return EXIT_OK;
  }
  const [name = ''] = given.positionals;
  const bench = BENCHES.get(name);
  if (bench === undefined || given.positionals.length > 1) {
    throw new UsageError(`say what to measure: buy or settle; see ${BENCH.call} --help`);
  }
  const report = await bench(paceOf(given), (line) => streams.err(`${line}\n`));
  streams.out(given.switches.has('json') ? jsonReport(report) : tableReport(report));
  return EXIT_OK;
});
