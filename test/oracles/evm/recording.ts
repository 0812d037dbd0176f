/** Recordings of a family: played back as a test, and made anew when `BULWARK_RECORD` is set. */
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { FeedFamily, RawObservation, Source } from '../../../oracles/adapter.ts';
import {
  asRecorded,
  type Exchange,
  type Fixture,
  playFixture,
  RECORDED_URL,
} from '../../../oracles/evm/fixture.ts';

const OPERATORS = ['ada'];

/**
 * Tests that the family makes of its recording `fixtures/<name>.json` what is written there. `record` gives the
 * configuration of a source on a live chain; it is used only when the recording is made.
 */
export function testRecording(
  family: FeedFamily,
  name: string,
  about: string,
  record: () => Record<string, unknown>,
): void {
  const file = join(import.meta.dirname, `../../../oracles/${family.name}/fixtures/${name}.json`);
  test(`makes of the recording "${name}" what is written there`, async () => {
    if (process.env.BULWARK_RECORD !== undefined) await makeRecording(family, file, about, record());
    const fixture: Fixture = JSON.parse(readFileSync(file, 'utf8'));
    const player = await playFixture(fixture);
    try {
      const source = openSource(family, { ...fixture.config, rpcUrl: player.url });
      expect(asRecorded(await readAll(source))).toEqual(fixture.observations);
      expect(fixture.observations.length).toBeGreaterThan(0);
    } finally {
      await player.close();
    }
  });
}

async function makeRecording(
  family: FeedFamily,
  file: string,
  about: string,
  config: Record<string, unknown>,
): Promise<void> {
  const exchanges = new Map<string, Exchange>();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(String(config.rpcUrl), { method: 'POST', headers, body });
    const said = await answer.text();
    const calls = [JSON.parse(body)].flat() as { id: number; method: string; params?: unknown[] }[];
    const answers = [JSON.parse(said)].flat() as ({ id: number } & Pick<Exchange, 'result' | 'error'>)[];
    for (const { id, method, params = [] } of calls) {
      const { result, error } = answers.find((one) => one.id === id) ?? {};
      exchanges.set(JSON.stringify([method, params]), {
        method,
        params,
        ...(error ? { error } : { result }),
      });
    }
    response.setHeader('content-type', 'application/json').end(said);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const observations = await readAll(openSource(family, { ...config, rpcUrl: `http://127.0.0.1:${port}` }));
  server.closeAllConnections();
  server.close();
  const fixture: Fixture = {
    about,
    config: { ...config, rpcUrl: RECORDED_URL },
    operators: OPERATORS,
    exchanges: [...exchanges.values()],
    observations: asRecorded(observations),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(fixture, null, 2)}\n`);
}

function openSource(family: FeedFamily, config: Record<string, unknown>): Source {
  const signal = new AbortController().signal;
  return family.open(config, { sourceId: 'recorded', operators: OPERATORS, now: () => 0, signal });
}

async function readAll(source: Source): Promise<RawObservation[]> {
  const observations: RawObservation[] = [];
  let page = await source.poll({ cursor: null });
  observations.push(...page.observations);
  while (page.more) {
    page = await source.poll({ cursor: page.cursor });
    observations.push(...page.observations);
  }
  await source.close();
  return observations;
}
