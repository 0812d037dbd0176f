/** Writes into the recordings of a family what it makes of them: for a look, before they are kept. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FeedFamily } from '../../../oracles/adapter.ts';
import { readAll } from '../../../oracles/conformance.ts';
import { asRecorded, type Fixture, type Played, playFixture, readFixture } from '../../../oracles/fixture.ts';
import { UsageError } from '../shared/output.ts';
import { recordingsOf, subjectOf } from './checkFixtures.ts';
import { errorText } from './finding.ts';

/** Throws UsageError for a recording of which nothing can be made. */
export async function recordAgain(family: FeedFamily, folder: string): Promise<void> {
  for (const file of await recordingsOf(folder)) {
    try {
      const fixture = await readFixture(file);
      const played = await playFixture(fixture, folder);
      const observations = await made(family, fixture, played).finally(() => played.close());
      // What else stands in the file stays as it was written.
      const written = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
      await writeFile(file, `${JSON.stringify({ ...written, observations }, null, 2)}\n`);
    } catch (error) {
      throw new UsageError(`nothing can be made of fixtures/${basename(file)}: ${errorText(error)}`);
    }
  }
}

async function made(family: FeedFamily, fixture: Fixture, { config }: Played) {
  const { push } = family;
  if (push === null) return asRecorded((await readAll(subjectOf(family, fixture, config))).observations);
  const { reports = [], ...target } = fixture.sent ?? { feedId: '', sourceId: '' };
  return asRecorded(await push.verify(config, target, reports));
}
