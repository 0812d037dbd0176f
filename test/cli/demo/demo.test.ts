/** The demo as a process of its own, on both histories: exactly the eligible are paid, and the others are told why. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demo } from '../../../src/cli/demo/command.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { keepingStreams } from '../shared/streams.ts';
import { ROOT, runDemo } from './runDemo.ts';

const UST = join(ROOT, 'src/cli/series/ust-usdt-2022-05.csv');
/** Nobody stops it. */
const NEVER = new AbortController().signal;

describe('the demo', () => {
  test('pays in May 2022 what the rule says, to those who were covered when the breach began', async () => {
    const { code, out } = await runDemo('--series', UST, '--json', '--exit');
    const story = JSON.parse(out);
    expect(code).toBe(0);
    expect(story.incidents).toEqual([
      {
        breachStart: '2022-05-09T19:57:00Z',
        confirmedAt: '2022-05-09T23:57:00Z',
        settlementValue: '0.72256',
        payoutRatio: '1',
        final: true,
      },
    ]);
    const outcomes = story.policies.map(
      ({ status, coverAmount, coverRemaining, payout, reason }: Record<string, string>) => [
        status,
        coverAmount,
        coverRemaining,
        payout,
        reason,
      ],
    );
    expect(outcomes).toEqual([
      ['PAID', '50000000000', '0', '50000000000', undefined],
      ['PAID', '20000000000', '0', '20000000000', undefined],
      ['EXPIRED', '10000000000', '10000000000', '0', 'ENDED_BEFORE_BREACH'],
      ['ACTIVE', '10000000000', '10000000000', '0', 'NO_INCIDENT'],
      ['ACTIVE', '5000000000', '5000000000', '0', 'IN_WAITING_PERIOD'],
    ]);
    expect(story.refusals).toMatchObject([{ persona: 'dave', code: 'SALES_STOPPED', cause: 'WATCH' }]);
    expect(story.ledger.balanced).toBe(true);
    expect(BigInt(story.pool.capitalBefore)).toBe(1_000_000_000_000n);
    expect(BigInt(story.pool.capitalAfter)).toBeLessThan(931_000_000_000n);
  }, 240_000);

  test('tells a calm history as one in which nothing is paid', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'dai-calm.csv');
    const rows = Array.from(
      { length: 12 },
      (_, hour) => `${1_700_000_000 - (1_700_000_000 % 3_600) + hour * 3_600},0.9995`,
    );
    await writeFile(file, `time,value\n${rows.join('\n')}\n`);
    const { code, out } = await runDemo('--series', file, '--exit');
    expect(code).toBe(0);
    expect(out).toContain('there is no incident, and nothing is paid');
    expect(out).toContain('balanced to the last unit');
  }, 240_000);

  test('refuses what it cannot understand as a process too: with a sentence and exit code 2', async () => {
    const { code, out, err } = await runDemo('--what');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('--help');
    expect(err).not.toContain('    at ');
  });

  test.each([
    [['--series', 'nowhere.csv'], 'nowhere.csv'],
    [['--port', '70000'], '--port'],
    [['--what'], '--help'],
    [['--scenario', 'flood'], 'peg, venue'],
    [['--scenario', 'venue', '--series', 'nowhere.csv'], '--series'],
  ])('refuses %j with a sentence and exit code 2', async (argv, named) => {
    const streams = keepingStreams();
    expect(await demo(argv, streams, NEVER)).toBe(2);
    expect(streams.stdout()).toBe('');
    expect(streams.stderr()).toContain(named);
    expect(streams.stderr()).not.toContain('    at ');
  });

  test('names the bad row of a series by its line', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'bad.csv');
    await writeFile(file, 'time,value\n2023-01-01T00:00:00Z,1\n2023-01-01T01:00:00Z,NaN\n');
    const streams = keepingStreams();
    expect(await demo(['--series', file, '--exit'], streams, NEVER)).toBe(2);
    expect(streams.stderr()).toContain('line 3');
  });
});
