import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { textOf } from '../../laws/support/sources.ts';
import { person, SYSTEM } from '../../support/marketplace.ts';
import { openApi } from '../support/openApi.ts';

const run = promisify(execFile);

/** The blocks of the guide in one language. */
const blocks = (language: string): string[] =>
  [
    ...textOf('docs/integrating/sending-reports.md').matchAll(
      new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'),
    ),
  ].map(([, text = '']) => text);

test('whoever follows the guide to the letter has a report that counts', async () => {
  const api = await openApi();
  // The script signs with the clock of this machine.
  api.place.clock.now = Math.floor(Date.now() / 1_000) - 5;
  const { id, address } = person(0xabc);
  await api.place.must(SYSTEM, 'registerAccount', { address, roles: [] });
  const [register = '', createKey = ''] = blocks('graphql');
  const feed = (await api.send(register, { token: api.token(id) })).body.data.registerFeed;
  expect(feed).toMatchObject({ feed: { status: 'SANDBOX' }, errors: [] });
  const key = (await api.send(createKey, { token: api.token(id) })).body.data.createApiKey;
  expect(key.errors).toEqual([]);

  const server = createServer(api.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const script = new URL(`./report-${process.pid}.mjs`, import.meta.url);
  await writeFile(script, blocks('js')[0] ?? '');
  const [command = ''] = blocks('sh');
  const shell = command
    .replaceAll('FEED_ID', feed.feed.id)
    .replace('report.mjs', script.pathname)
    .replace('4000', String(port));
  const { stdout } = await run('sh', ['-c', shell], { env: { ...process.env, API_KEY: key.secret } }).finally(
    async () => {
      await run('rm', ['-f', script.pathname]);
      server.closeAllConnections();
      server.close();
    },
  );
  expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, rejected: 0, errors: [] });
  await api.stop();
});
