/** Real incidents, watched to their settlement, and the bundles of their evidence. */
import { readFile } from 'node:fs/promises';
import { HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import type { BreachRule } from '../../../src/domain/trigger/rule.ts';
import type { Database } from '../../../src/store/database.ts';
import { readBundle } from '../../../src/store/evidence/bundles.ts';
import type { Marketplace } from '../../support/marketplace.ts';
import { addFeed, all, openHouse, readingsOf, seriesSource, watch } from '../../watcher/world.ts';

/** Watches a whole price series, in steps of some hours. */
export async function watchSeries(
  place: Marketplace,
  file: string,
  rule: BreachRule,
  stepHours: number,
): Promise<void> {
  const readings = readingsOf(await readFile(file, 'utf8'));
  place.clock.now = readings[0]?.at ?? 0;
  await addFeed(place, await openHouse(place), { subject: 'USDC', sources: [seriesSource(file)], rule });
  const watcher = watch(place);
  const end = (readings.at(-1)?.at ?? 0) + 901;
  while (place.clock.now < end) {
    place.clock.now = Math.min(place.clock.now + stepHours * HOUR_SECONDS, end);
    const { errors, failed, refused } = await watcher.tick();
    if (errors.length + failed.length + refused.length > 0)
      throw new Error('a step failed', { cause: errors });
  }
  await watcher.close();
}

/** The text of the bundle of the only incident. */
export async function onlyBundle(database: Database): Promise<string> {
  const [incident] = await all(database, 'incidents');
  const pieces: string[] = [];
  for await (const piece of readBundle(database, incident?.evidence?.sha256 ?? '')) pieces.push(piece);
  return pieces.join('');
}
