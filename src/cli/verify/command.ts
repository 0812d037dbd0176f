/**
 * `npm run verify`: checks the evidence bundle of an incident, what the service signed of its solvency, or
 * how a quote came about, offline and without a database.
 */
import { findFamily } from '../../../oracles/registry.ts';
import type { EvidenceBundle } from '../../domain/evidence/bundle.ts';
import { formatDecimal } from '../../domain/trigger/decimal.ts';
import { sha256 } from '../../store/sha256.ts';
import { type CommandSpec, helpText, readArguments } from '../shared/arguments.ts';
import { type CommandStreams, EXIT_FAILED, EXIT_OK, runCommand, UsageError } from '../shared/output.ts';
import { formatTime } from '../shared/times.ts';
import { type CheckedProofs, checkProofsText } from './checkProof.ts';
import { checkQuoteText, tellQuote } from './checkQuote.ts';
import { type CheckedSolvency, checkSolvencyText } from './checkSolvency.ts';
import { checkText } from './checkText.ts';
import { isProof, isQuote, isSolvency, readText, told } from './files.ts';
import { verifyJournal } from './verifyJournal.ts';

const VERIFY: CommandSpec = {
  call: 'npm run verify --',
  summary:
    'Reaches the result of an incident again from its evidence: every hash, signature, verdict, reading and the rule.\n' +
    'Or checks a solvency report: its hash, its signature, and that its figures add up.\n' +
    'Or computes a quote again: hazard, rate, allocation over the pools, premium and its parts, to the last unit.',
  positionals: ['FILE'],
  options: {
    journal: {
      value: 'FILE',
      text: 'follow a journal from its first command instead: every link, sequence and sum',
    },
    snapshot: { value: 'FILE', text: 'a signed report, or proofs, that must stand on that journal' },
    json: { text: 'one JSON object on stdout (call it as npm run -s verify)' },
  },
  notes: [
    'FILE is as GET /v1/incidents/:id/evidence, GET /v1/solvency, /v1/solvency/:id,\n' +
      '/v1/solvency/:id/proofs/:node or /v1/quote serves it, or the text of quote { file { text } }. Nothing else is\n' +
      'read or asked. A journal is as GET /v1/journal serves it, part after part, or as npm run audit -- --export\n' +
      'FILE writes it.',
    'Exit codes: 0 everything follows, 1 something differs (the first of it is named by its path), 2 wrong\n' +
      'arguments or a file that cannot be read.',
  ],
};

/** Runs the command with its arguments and answers the exit code. */
export function verify(argv: readonly string[], streams: CommandStreams): Promise<number> {
  return runCommand('verify', streams, async () => {
    const given = readArguments(VERIFY, argv);
    if (given.switches.has('help')) {
      streams.out(helpText(VERIFY));
      return EXIT_OK;
    }
    const [path, ...more] = given.positionals;
    const [journal, snapshot] = [given.values.get('journal'), given.values.get('snapshot')];
    if (journal !== undefined && path === undefined)
      return verifyJournal(journal, snapshot, given.switches.has('json'), streams);
    if (snapshot !== undefined) throw new UsageError('--snapshot goes with --journal; see --help');
    if (path === undefined || more.length > 0) throw new UsageError('name one FILE; see --help');
    const text = await readText(path);
    const name = sha256(text);
    const isJson = given.switches.has('json');
    if (isProof(text)) return tellProofs(await checkProofsText(text), isJson, streams);
    if (isSolvency(text)) return tellSolvency(await checkSolvencyText(text), name, isJson, streams);
    if (isQuote(text)) return tellQuote(checkQuoteText(text), name, isJson, streams);
    const { bundle, difference } = await checkText(text, findFamily);
    if (bundle === null) {
      streams.out(
        isJson ? `${JSON.stringify({ verified: false, sha256: name, difference })}\n` : told(difference),
      );
      return EXIT_FAILED;
    }
    const summary = summaryOf(bundle, name);
    streams.out(isJson ? `${JSON.stringify(summary)}\n` : textOf(summary));
    return EXIT_OK;
  });
}

function tellProofs(
  { counted, difference }: CheckedProofs,
  isJson: boolean,
  { out }: CommandStreams,
): number {
  if (isJson) out(`${JSON.stringify({ verified: counted !== null, counted, difference })}\n`);
  else if (counted === null) out(told(difference, 'proof'));
  else {
    const lines = counted.map(
      ({ id, amount, assetId, tree, sequence, signer }) =>
        `  ${id}: ${amount} of ${assetId} (${tree}), as of command ${sequence}, signed by ${signer}\n`,
    );
    out(`Counted in full:\n${lines.join('')}`);
  }
  return counted === null ? EXIT_FAILED : EXIT_OK;
}

function tellSolvency(
  { facts, difference }: CheckedSolvency,
  name: string,
  isJson: boolean,
  { out }: CommandStreams,
): number {
  if (isJson) out(`${JSON.stringify({ verified: facts !== null, sha256: name, ...facts, difference })}\n`);
  else if (facts === null) out(told(difference, 'file'));
  else {
    const lines = Object.entries(facts).map(([fact, value]) => `  ${fact.padEnd(16)} ${value}\n`);
    out(`Everything follows: compare signer and journal with what is published.\n${lines.join('')}`);
  }
  return facts === null ? EXIT_FAILED : EXIT_OK;
}

function summaryOf({ incident, product, feed, closings }: EvidenceBundle, sha: string) {
  const records = closings.flatMap(({ observations }) => observations);
  return {
    verified: true,
    sha256: sha,
    incidentId: incident.incidentId,
    product: product.name,
    feed: feed.name,
    trigger: product.sentence,
    breachStart: formatTime(incident.breachStart),
    confirmedAt: formatTime(incident.confirmedAt),
    settlesAt: formatTime(incident.settlesAt),
    settlementValue: formatDecimal(incident.settlementValue),
    payoutRatio: formatDecimal(incident.payoutRatio),
    evidenceHash: incident.evidenceHash,
    checked: {
      closings: closings.length,
      readings: closings.reduce((sum, { readings }) => sum + readings.length, 0),
      observations: records.length,
      rejected: records.filter(({ accepted }) => !accepted).length,
      signatures: records.filter(({ signature }) => signature !== undefined).length,
    },
  };
}

function textOf(summary: ReturnType<typeof summaryOf>): string {
  const { checked, sha256: sha, verified: _verified, ...facts } = summary;
  const counts = Object.entries(checked).map(([name, count]) => `${name} ${count}`);
  const lines = Object.entries(facts).map(([name, value]) => `  ${name.padEnd(16)} ${value}`);
  return [
    `Everything follows from the evidence: ${counts.join(', ')}.`,
    ...lines,
    `  sha256           ${sha}\n`,
  ].join('\n');
}
