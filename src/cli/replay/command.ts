/** `npm run replay`: a price series in, the incidents that it would have been out. */
import { basename } from 'node:path';
import type { Reading } from '../../domain/trigger/rule.ts';
import { helpText, readArguments, requiredValue } from '../shared/arguments.ts';
import { type LowSampler, sampleLows } from '../shared/chart.ts';
import { type CommandStreams, EXIT_OK, runCommand } from '../shared/output.ts';
import { judgeSeries } from './judge.ts';
import { REPLAY, ruleOf } from './options.ts';
import { jsonReport, textReport } from './report.ts';
import { readSeriesFile } from './series.ts';

/** Runs the command with its arguments and answers the exit code. */
export function replay(argv: readonly string[], streams: CommandStreams): Promise<number> {
  return runCommand('replay', streams, async () => {
    const given = readArguments(REPLAY, argv);
    if (given.switches.has('help')) {
      streams.out(helpText(REPLAY));
      return EXIT_OK;
    }
    const path = requiredValue(REPLAY, given, 'series');
    const rule = ruleOf(given);
    const series = readSeriesFile(path);
    const sampler = sampleLows();
    const json = given.switches.has('json');
    const report = json ? jsonReport() : textReport(basename(path, '.csv'), rule, sampler.lows);
    const counts = await judgeSeries(rule, json ? series : sampled(series, sampler), report.add);
    report.print(counts, streams);
    return EXIT_OK;
  });
}

async function* sampled(batches: AsyncIterable<Reading[]>, sampler: LowSampler): AsyncGenerator<Reading[]> {
  for await (const readings of batches) {
    for (const reading of readings) sampler.add(reading);
    yield readings;
  }
}
