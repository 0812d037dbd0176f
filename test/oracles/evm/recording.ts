/** Recordings of families that read a chain: played back as a test, and made anew when `BULWARK_RECORD` is set. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { CHECKS, readAll, type Subject } from '../../../oracles/conformance.ts';
import {
  asRecorded,
  type Exchange,
  playFixture,
  RECORDED_URL,
  readFixture,
} from '../../../oracles/fixture.ts';

/**
 * Tests that a family makes of its recording `fixtures/<name>.json` what is written there. `prepare` gives the
 * family over a live chain; it is used only when the recording is made, with all that the checks ask for.
 */
export function testRecording(name: string, about: string, prepare: () => Subject): void {
  test(`makes of the recording "${name}" what is written there`, async () => {
    const { family } = prepare();
    const folder = join(import.meta.dirname, '../../../oracles', family.name);
    const file = join(folder, 'fixtures', `${name}.json`);
    if (process.env.BULWARK_RECORD !== undefined) await makeRecording(prepare(), file, about);
    const fixture = await readFixture(file);
    const player = await playFixture(fixture, folder);
    try {
      const { operators, now, wrong } = fixture;
      const { observations } = await readAll({
        family,
        config: player.config,
        operators,
        now: () => now,
        wrong,
      });
      expect(asRecorded(observations)).toEqual(fixture.observations);
      expect(observations.length).toBeGreaterThan(0);
    } finally {
      await player.close();
    }
  });
}

async function makeRecording(live: Subject, file: string, about: string): Promise<void> {
  const recorder = await openRecorder(String(live.config.rpcUrl));
  const subject = { ...live, config: { ...live.config, rpcUrl: recorder.url } };
  const { observations } = await readAll(subject);
  for (const { promise, check } of CHECKS) expect([promise, await check(subject)]).toEqual([promise, []]);
  await recorder.close();
  const { operators, pages, wrong, unreachable } = live;
  const fixture = {
    about,
    now: live.now(),
    config: { ...live.config, rpcUrl: RECORDED_URL },
    operators,
    exchanges: recorder.exchanges(),
    observations: asRecorded(observations),
    pages,
    wrong,
    unreachable,
  };
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(fixture, null, 2)}\n`);
}

/** A server that asks a node in the place of whoever asks it, and keeps what was said, each answer once. */
async function openRecorder(rpcUrl: string) {
  const exchanges = new Map<string, Exchange>();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(rpcUrl, { method: 'POST', headers, body });
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
  return {
    url: `http://127.0.0.1:${port}`,
    exchanges: () => [...exchanges.values()],
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
