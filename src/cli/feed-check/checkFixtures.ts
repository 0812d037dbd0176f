/** Plays the recordings of a family, and checks the promises of the interface over each of them. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { FeedFamily } from '../../../oracles/adapter.ts';
import { CHECKS, readAll, type Subject } from '../../../oracles/conformance.ts';
import { asRecorded, type Fixture, playFixture, readFixture } from '../../../oracles/fixture.ts';
import { PUSH_CHECKS, type PushSubject } from '../../../oracles/pushConformance.ts';
import { broken, errorText, type Finding, kept, notMade, type Section } from './finding.ts';
import { firstDifference } from './firstDifference.ts';

/** One section for every recording, in the order of their names. */
export async function checkFixtures(family: FeedFamily, folder: string): Promise<Section[]> {
  const files = await recordingsOf(folder);
  if (files.length === 0) {
    const finding = broken('has a recording', {
      expected: 'a file fixtures/NAME.json',
      actual: 'none',
      mend: 'record what the source really answers; see docs/integrating/adding-a-feed.md',
    });
    return [{ title: 'Recordings', findings: [finding] }];
  }
  const sections: Section[] = [];
  for (const file of files) sections.push(await checkFixture(family, folder, file));
  return sections;
}

/** The recordings of a family. What they answer with lies in folders beside them. */
export async function recordingsOf(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'fixtures')).catch(() => []);
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, 'fixtures', name));
}

async function checkFixture(family: FeedFamily, folder: string, file: string): Promise<Section> {
  const name = basename(file);
  let fixture: Fixture;
  try {
    fixture = await readFixture(file);
  } catch (error) {
    const finding = broken('is a recording', {
      expected: 'about, config, operators, observations, wrong and what answered; see oracles/fixture.ts',
      actual: errorText(error),
      mend: 'mend the fields that are named; oracles/template/fixtures has an example',
    });
    return { title: `Recording ${name}`, findings: [finding] };
  }
  const played = await playFixture(fixture, folder);
  try {
    const findings =
      family.push === null
        ? await checkPolled(subjectOf(family, fixture, played.config), fixture)
        : await checkPushed(family, fixture, played.config);
    return { title: `Recording ${name}: ${fixture.about}`, findings };
  } finally {
    await played.close();
  }
}

/** A family over what was recorded of it. */
export function subjectOf(family: FeedFamily, fixture: Fixture, config: Subject['config']): Subject {
  const { operators, now, pages, wrong, unreachable } = fixture;
  const subject = { family, config, operators, now: () => now, pages, wrong };
  return unreachable === undefined ? subject : { ...subject, unreachable };
}

async function checkPolled(subject: Subject, fixture: Fixture): Promise<Finding[]> {
  const findings = [await compare(fixture, async () => asRecorded((await readAll(subject)).observations))];
  for (const { promise, ofHistory = false, mend, check } of CHECKS) {
    if (ofHistory && fixture.withoutHistory !== undefined) {
      findings.push(notMade(promise, fixture.withoutHistory));
    } else findings.push(await found(promise, mend, () => check(subject)));
  }
  return findings;
}

async function checkPushed(
  family: FeedFamily,
  fixture: Fixture,
  config: PushSubject['config'],
): Promise<Finding[]> {
  const { push } = family;
  const { sent, operators, wrong } = fixture;
  if (push === null || sent === undefined) {
    const mend = 'write feedId, sourceId and reports into `sent`; see oracles/signed-report/fixtures';
    return [broken('has reports that were sent', { expected: '`sent`', actual: 'nothing', mend })];
  }
  const { reports, ...target } = sent;
  const subject: PushSubject = { family, push, config, operators, target, reports, wrong };
  const findings = [
    await compare(fixture, async () => asRecorded(await push.verify(config, target, reports))),
  ];
  for (const { promise, mend, check } of PUSH_CHECKS) {
    findings.push(await found(promise, mend, () => check(subject)));
  }
  return findings;
}

async function compare(
  { observations: recorded }: Fixture,
  read: () => Promise<Record<string, unknown>[]>,
): Promise<Finding> {
  const promise = 'makes of the recording what is written there';
  const mend = 'mend the adapter; where the recording is wrong: npm run feed:check -- NAME --record';
  try {
    const made = await read();
    if (recorded.length > 0 && isDeepStrictEqual(made, recorded)) {
      return kept(promise, `${recorded.length} observations`);
    }
    return broken(promise, { ...firstDifference(recorded, made), mend });
  } catch (error) {
    return broken(promise, { expected: `${recorded.length} observations`, actual: errorText(error), mend });
  }
}

/** A family that throws anything but a SourceError where one is expected breaks the promise too. */
async function found(promise: string, mend: string, check: () => Promise<string[]>): Promise<Finding> {
  const expected = 'nothing to find';
  try {
    const wrong = await check();
    if (wrong.length === 0) return kept(promise);
    const more = wrong.length > 3 ? `; and ${wrong.length - 3} more` : '';
    return broken(promise, { expected, actual: wrong.slice(0, 3).join('; ') + more, mend });
  } catch (error) {
    const isOwn = error instanceof Error && error.name === 'SourceError';
    const mendThrow = 'throw new SourceError(code, message) for whatever goes wrong, and nothing else';
    return broken(promise, {
      expected,
      actual: `it threw ${errorText(error)}`,
      mend: isOwn ? mend : mendThrow,
    });
  }
}
