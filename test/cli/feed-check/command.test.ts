import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { feedCheck } from '../../../src/cli/feed-check/command.ts';
import { json, openServer } from '../../oracles/web/localServer.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { keepingStreams } from '../shared/streams.ts';

async function run(...argv: string[]) {
  const streams = keepingStreams();
  const code = await feedCheck(argv, streams);
  return { code, out: streams.stdout(), err: streams.stderr() };
}

describe('feed:check', () => {
  test.each([
    [['nobody']],
    [['../oracles/template']],
    [['evm']],
    [[]],
    [['template', '--live', 'nothing.json']],
    [['template', 'replay', '--live', 'package.json']],
    [['template', '--colour']],
  ])('ends with 2 and one sentence for %j', async (argv) => {
    const { code, out, err } = await run(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^feed:check: .+\n$/);
  });

  test('explains itself', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toContain('--live CONFIG');
  });

  test('gives a line for every promise, and one that counts them', async () => {
    const { code, out } = await run('template');
    expect(code).toBe(0);
    expect(out).toContain('✓ makes of the recording what is written there: 5 observations');
    expect(out).toContain('– stands in oracles/registry.ts');
    expect(out).toMatch(/\n16 kept, 0 broken, 1 not made\n$/);
  });
});

describe('a live source', () => {
  const probe = async (change: object, answer: object) => {
    const server = await openServer();
    server.answer = json(answer);
    const file = join(await temporaryFolder(), 'config.json');
    const config = { url: server.url, symbol: 'USDC-USD', decimals: 8, allowPrivate: true, ...change };
    await writeFile(file, JSON.stringify(config));
    const answered = await run('template', '--live', file, '--operator', 'ada');
    await server.close();
    return { ...answered, asked: server.requests.length };
  };

  test('is asked once, and what it says is shown with its age', async () => {
    const time = Math.floor(Date.now() / 1_000) - 40;
    const rounds = [{ round: 7, time, price: '0.9998' }];
    const { code, out, asked } = await probe({}, { symbol: 'USDC-USD', rounds });
    expect([code, asked]).toEqual([0, 1]);
    expect(out).toContain('✓ answers: 1 observations, 0 not final');
    expect(out).toMatch(/✓ says how far it has been read: \d{4}-.*Z, \d+ s ago/);
    expect(out).toMatch(/✓ observes: ada round 7 value 99980000 with 8 decimals at .*Z \(4\d s ago\)/);
  });

  test('that does not fit is a broken promise with its reason, and its address is not shown', async () => {
    const { code, out } = await probe({ url: 'http://127.0.0.1:1/secret-key' }, {});
    expect(code).toBe(1);
    expect(out).toContain('✗ answers');
    expect(out).toContain('actual    SourceError UNREACHABLE: The document could not be fetched.');
    expect(out).not.toContain('secret-key');
    expect((await probe({ decimals: -1 }, {})).out).toMatch(/actual {4}SourceError CONFIG: .*decimals/);
  });

  test('of reports that are sent is not asked', async () => {
    const file = join(await temporaryFolder(), 'config.json');
    await writeFile(file, JSON.stringify({ chainId: 1, signers: [] }));
    const { code, out } = await run('signed-report', '--live', file);
    expect(code).toBe(0);
    expect(out).toContain('– answers: its reports are sent to the service');
  });
});
