/**
 * The same promises for a family whose reports are sent to the service: who said something is found out from
 * the report alone, and whatever is changed in it is found.
 */
import { isDeepStrictEqual } from 'node:util';
import type { FeedFamily, PushIntake, PushTarget, RawObservation, SentReport } from './adapter.ts';

/** A family and reports that were sent to it, at least one of them by its operator. */
export interface PushSubject {
  readonly family: FeedFamily;
  readonly push: PushIntake;
  readonly config: Readonly<Record<string, unknown>>;
  readonly operators: readonly string[];
  readonly target: PushTarget;
  readonly reports: readonly SentReport[];
  readonly wrong: readonly { readonly change: Readonly<Record<string, unknown>>; readonly path: string }[];
}

export interface PushCheck {
  /** As the name of a test. */
  readonly promise: string;
  /** What to do when it is broken. */
  readonly mend: string;
  check(subject: PushSubject): Promise<string[]>;
}

export const PUSH_CHECKS: readonly PushCheck[] = [
  {
    promise: 'names what is wrong with a configuration',
    mend: 'say it in the schema of the configuration, with the field as path',
    check: checkConfigs,
  },
  {
    promise: 'registers a key for every operator',
    mend: 'give out from `signers` who reports under which key, each key once',
    check: checkSigners,
  },
  {
    promise: 'judges each report alone, whatever it is sent with',
    mend: 'answer one observation for each report, in their order, and remember nothing between them',
    check: checkBatches,
  },
  {
    promise: 'finds whatever is changed in a report',
    mend: 'let every field, the feed and the chain stand in what is signed; give the rest a `fault`',
    check: checkChanges,
  },
];

async function checkConfigs({ family, config, wrong }: PushSubject): Promise<string[]> {
  const found = family.problems(config).map(({ path, message }) => `config: ${path} ${message}`);
  for (const { change, path } of wrong) {
    const changed = { ...config, ...change };
    const paths = family.problems(changed).map((problem) => problem.path);
    if (!paths.includes(path)) found.push(`${JSON.stringify(change)}: "${path}" is not named`);
    if (family.signers(changed).length > 0) found.push(`${JSON.stringify(change)}: registers keys`);
  }
  return found;
}

async function checkSigners({ family, config, operators }: PushSubject): Promise<string[]> {
  const signers = family.signers(config);
  const found = operators
    .filter((name) => !signers.some(({ operator }) => operator === name))
    .map((name) => `${name} has no key`);
  if (new Set(signers.map(({ key }) => key.toLowerCase())).size < signers.length) {
    found.push('a key serves two operators');
  }
  return found;
}

async function checkBatches({ push, config, target, reports }: PushSubject): Promise<string[]> {
  const together = await push.verify(config, target, reports);
  if (together.length !== reports.length) return [`${together.length} answers to ${reports.length} reports`];
  const found: string[] = [];
  const turned = await push.verify(config, target, reports.toReversed());
  if (!isDeepStrictEqual(turned.toReversed(), together)) found.push('in another order');
  for (const [index, report] of reports.entries()) {
    const [alone] = await push.verify(config, target, [report]);
    if (!isDeepStrictEqual(alone, together[index])) found.push(`report ${index} alone`);
  }
  return found;
}

/** What somebody on the way could do to a report. */
const CHANGES: readonly ((report: SentReport) => Partial<SentReport>)[] = [
  ({ round }) => ({ round: String(BigInt(round) + 1n) }),
  ({ value }) => ({ value: String(BigInt(value) + 1n) }),
  ({ decimals }) => ({ decimals: decimals + 1 }),
  ({ observedAt }) => ({ observedAt: observedAt + 1 }),
  ({ operator }) => ({ operator: `${operator}-twin` }),
  () => ({ signature: '0x' }),
];

async function checkChanges({ push, config, target, reports }: PushSubject): Promise<string[]> {
  const found: string[] = [];
  const verify = async (report: SentReport, at = target): Promise<RawObservation | undefined> =>
    (await push.verify(config, at, [report]))[0];
  let genuine = 0;
  for (const report of reports) {
    const said = await verify(report);
    if (said === undefined || said.fault !== undefined) continue;
    genuine += 1;
    for (const change of CHANGES) {
      const changed = await verify({ ...report, ...change(report) });
      if (changed?.fault === undefined) found.push(`taken with ${JSON.stringify(change(report))}`);
    }
    const elsewhere = await verify(report, { ...target, feedId: `${target.feedId}_other` });
    if (elsewhere?.fault === undefined) found.push('taken for another feed');
  }
  return genuine > 0 ? found : ['no report is by its operator'];
}
