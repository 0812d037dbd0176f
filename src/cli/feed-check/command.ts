/** `npm run feed:check`: whether a family of feeds keeps the promises of the interface. */
import { readFile } from 'node:fs/promises';
import type { FeedFamily } from '../../../oracles/adapter.ts';
import { type CommandSpec, helpText, type ParsedArguments, readArguments } from '../shared/arguments.ts';
import {
  type CommandStreams,
  EXIT_FAILED,
  EXIT_OK,
  quoted,
  runCommand,
  UsageError,
} from '../shared/output.ts';
import { checkConfig } from './checkConfig.ts';
import { checkFixtures } from './checkFixtures.ts';
import { checkReadme } from './checkReadme.ts';
import type { Section } from './finding.ts';
import { type LoadedFamily, loadFamily } from './loadFamily.ts';
import { probe } from './probe.ts';
import { recordAgain } from './recordAgain.ts';
import { brokenCount, jsonReport, type Report, textReport } from './report.ts';

const FEED_CHECK: CommandSpec = {
  call: 'npm run feed:check --',
  summary:
    'Checks a family of feeds: its contract, its README, its recordings against every promise of the interface.',
  positionals: ['NAME…'],
  options: {
    live: {
      value: 'CONFIG',
      text: 'also ask the real source once, with the configuration in this JSON file',
    },
    operator: { value: 'NAME', standard: 'probe', text: 'who reports in the live source' },
    record: { text: 'first write into each recording what the family makes of it now' },
    json: { text: 'one JSON object for each family on stdout (call it as npm run -s feed:check)' },
  },
  notes: [
    'NAME is a folder of oracles/. How a family is written: docs/integrating/adding-a-feed.md.',
    'Exit codes: 0 every promise is kept, 1 one is broken (the lines below it say what was expected, what is,\n' +
      'and how it is mended), 2 wrong arguments.',
  ],
};

/** Runs the command with its arguments and answers the exit code. */
export function feedCheck(argv: readonly string[], streams: CommandStreams): Promise<number> {
  return runCommand('feed:check', streams, async () => {
    const given = readArguments(FEED_CHECK, argv);
    if (given.switches.has('help')) {
      streams.out(helpText(FEED_CHECK));
      return EXIT_OK;
    }
    const names = given.positionals;
    if (names.length === 0) throw new UsageError('name a family; see --help');
    const live = given.values.get('live');
    if (live !== undefined && names.length > 1) throw new UsageError('--live asks the source of one family');
    const config = live === undefined ? undefined : await readConfig(live);
    let broken = 0;
    for (const name of names) {
      const report = await checkFamily(name, await loadFamily(name), given, config);
      streams.out(given.switches.has('json') ? jsonReport(report) : textReport(report));
      broken += brokenCount(report);
    }
    return broken === 0 ? EXIT_OK : EXIT_FAILED;
  });
}

async function checkFamily(
  name: string,
  { family, folder, findings }: LoadedFamily,
  given: ParsedArguments,
  config: unknown,
): Promise<Report> {
  if (family === null) return { family: name, sections: [{ title: 'Contract', findings }] };
  if (given.switches.has('record')) await recordAgain(family, folder);
  const sections: Section[] = [
    { title: 'Contract', findings: [...findings, ...checkConfig(family)] },
    { title: 'README.md', findings: await checkReadme(family, folder) },
    ...(await checkFixtures(family, folder)),
  ];
  if (config !== undefined) sections.push(await ask(family, config, given.values.get('operator') ?? ''));
  return { family: name, sections };
}

/** Where keys are registered their operators report, whatever is said. */
function ask(family: FeedFamily, config: unknown, operator: string): Promise<Section> {
  const signers = family.signers(config).map((signer) => signer.operator);
  const operators = signers.length > 0 ? signers : [operator];
  return probe({ family, config, operators, now: () => Math.floor(Date.now() / 1_000) });
}

async function readConfig(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${quoted(path, 200)} is no JSON file: ${(error as Error).message}`);
  }
}
