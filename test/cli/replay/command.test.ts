import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { replay } from '../../../src/cli/replay/command.ts';
import episodes from '../../vectors/trigger/episodes.json' with { type: 'json' };
import { keepingStreams } from '../shared/streams.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulwark-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function call(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const streams = keepingStreams();
  const code = await replay(argv, streams);
  return { code, stdout: streams.stdout(), stderr: streams.stderr() };
}

function file(content: string | Uint8Array): string {
  const path = join(folder, 'series.csv');
  writeFileSync(path, content);
  return path;
}

const own = (name: string): string => `src/cli/series/${name}`;

describe('replay --json', () => {
  test.each(episodes)('$promise', async ({ series, payout, slots, indeterminate, incidents }) => {
    const { code, stdout, stderr } = await call('--series', own(series), '--payout', payout, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ slots, indeterminate, incidents });
  });

  test('judges by the tiers when no payout is named', async () => {
    const { stdout } = await call('--series', own('usdc-usd-2023-03.csv'), '--json');
    expect(JSON.parse(stdout).incidents[0].payoutRatio).toBe('0.25');
  });

  test('judges by a line, its ratio rounded down', async () => {
    const { stdout } = await call(
      '--series',
      own('usdc-usd-2023-03.csv'),
      '--payout',
      'linear:0.95:0.5',
      '--json',
    );
    // (0.95 - 0.901) / 0.45
    expect(JSON.parse(stdout).incidents[0].payoutRatio).toBe('0.108888888888888888');
  });

  test('rounds the value up at 18 places', async () => {
    // An hour of 40 minutes at 0.9 and 20 at one unit more: the mean is a third of a unit above 0.9.
    const rows = ['0,0.9', '2400,0.900000000000000001', '3600,0.9'];
    const { stdout } = await call(
      ...[
        '--series',
        file(`time,value\n${rows.join('\n')}\n`),
        '--hold',
        '0s',
        '--payout',
        'binary',
        '--json',
      ],
    );
    expect(JSON.parse(stdout).incidents[0].settlementValue).toBe('0.900000000000000001');
  });

  test('is final once a slot stands at the end of the settlement window, and not a slot before', async () => {
    const options = ['--hold', '0s', '--twap', '0s', '--settlement', '10m', '--json'];
    const upTo = async (last: number) => {
      const { stdout } = await call('--series', file(`time,value\n0,0.9\n60,0.89\n${last},1\n`), ...options);
      return JSON.parse(stdout).incidents[0];
    };
    expect(await upTo(599)).toMatchObject({ settlementValue: '0.89', payoutRatio: '0.5', final: false });
    expect(await upTo(600)).toMatchObject({ settlementValue: '0.89', payoutRatio: '0.5', final: true });
  });

  test('is not final while the window ends between two slots and the later one has not come', async () => {
    const options = ['--hold', '0s', '--twap', '0s', '--settlement', '90s', '--json'];
    const upTo = async (last: number) => {
      const { stdout } = await call('--series', file(`time,value\n0,0.9\n${last},1\n`), ...options);
      return JSON.parse(stdout).incidents[0].final;
    };
    expect(await upTo(119)).toBe(false);
    expect(await upTo(120)).toBe(true);
  });

  test('leaves out a breach that is not confirmed', async () => {
    const { stdout } = await call('--series', file('time,value\n0,0.5\n3600,0.5\n7200,0.5\n'), '--json');
    expect(JSON.parse(stdout)).toEqual({ slots: 121, indeterminate: 60, incidents: [] });
  });

  test('counts no slot in a series between two of them', async () => {
    const { code, stdout } = await call('--series', file('time,value\n61,1\n'), '--json');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"slots":0,"indeterminate":0,"incidents":[]}\n' });
  });

  test('lists every incident of a series that has thousands', async () => {
    const rows = Array.from(
      { length: 5_000 },
      (_, index) => `${index * 60},${index % 2 === 0 ? '0.9' : '1'}`,
    );
    const { stdout } = await call(
      ...['--series', file(`time,value\n${rows.join('\n')}\n`), '--twap', '0s', '--hold', '0s'],
      ...['--recovery-hold', '0s', '--payout', 'binary', '--json'],
    );
    expect(JSON.parse(stdout).incidents).toHaveLength(2_500);
  });
});

describe('replay for people', () => {
  test('shows the rule, the chart and the incident on less than a screen', async () => {
    const { code, stdout } = await call('--series', own('usdc-usd-2023-03.csv'));
    expect(code).toBe(0);
    expect(stdout).toContain('Pays when the time-weighted average price of usdc-usd-2023-03 over 1 hour');
    expect(stdout).toContain('strike');
    expect(stdout).toContain('4381 slots, 60 of them indeterminate; 1 incident');
    expect(stdout).toMatch(/2023-03-11T04:34:00Z\s+2023-03-11T08:34:00Z\s+0\.901\s+0\.25\s+final/);
    expect(stdout.split('\n').length).toBeLessThan(24);
  });

  test('says so when nothing happened', async () => {
    const { stdout } = await call('--series', file('time,value\n0,1\n86400,1\n'));
    expect(stdout).toContain('no incident');
  });

  test('explains every option', async () => {
    const { code, stdout } = await call('--help');
    expect(code).toBe(0);
    const names = [
      'series',
      'strike',
      'hold',
      'twap',
      'recovery',
      'recovery-hold',
      'max-gap',
      'lookback',
      'slot',
    ];
    for (const name of [...names, 'settlement', 'payout', 'json', 'help'])
      expect(stdout).toContain(`--${name}`);
  });
});

describe('replay refuses with exit code 2 and names what is wrong', () => {
  const good = own('usdc-usd-2023-03.csv');

  test.each<[string, string[]]>([
    ['--series', []],
    ['--series', ['--series', '']],
    ['no-such-file.csv cannot be read', ['--series', 'no-such-file.csv']],
    ['cannot be read', ['--series', '.']],
    ['--strike', ['--strike', '1e0']],
    ['--strike', ['--strike', '0']],
    ['--strike', ['--strike', '-1']],
    ['--strike', ['--strike', '0.9500000000000000001']],
    ['--recovery', ['--recovery', '0.94']],
    ['--recovery', ['--strike', '0.98']],
    ['--hold', ['--hold', '4']],
    ['--hold', ['--hold', '4.5h']],
    ['--hold', ['--hold=-4h']],
    ['--hold', ['--hold', '4H']],
    ['--twap', ['--twap', '1h30m']],
    ['--twap', ['--twap', '']],
    ['--recovery-hold', ['--recovery-hold', 'soon']],
    ['--max-gap', ['--max-gap', '0s']],
    ['--lookback', ['--lookback', '0h']],
    ['--slot', ['--slot', '0s']],
    ['--settlement', ['--settlement', '99999999999999999999d']],
    ['--payout', ['--payout', 'everything']],
    ['--payout', ['--payout', 'binary:1']],
    ['--payout', ['--payout', 'linear:0.5:0.9']],
    ['--payout', ['--payout', 'linear:0.5']],
    ['--payout', ['--payout', 'tiered:']],
    ['--payout', ['--payout', 'tiered:0.95']],
    ['--payout', ['--payout', 'tiered:0.95=0.25=1']],
    ['--payout', ['--payout', 'tiered:0.80=0.25,0.90=0.5']],
    ['--payout', ['--payout', 'tiered:0.95=0.5,0.90=0.25']],
    ['--payout', ['--payout', 'tiered:0.95=25']],
    ['--stike', ['--stike', '0.95']],
    ['--json', ['--json=yes']],
    ['extra.csv', ['extra.csv']],
  ])('%s', async (name, options) => {
    const series = options.includes('--series') || options.length === 0 ? [] : ['--series', good];
    const { code, stdout, stderr } = await call(...series, ...options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(name);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a wrong row, with its file and line', async () => {
    const path = file('time,value\n1,1\n2,one\n');
    const { code, stderr } = await call('--series', path, '--json');
    expect(code).toBe(2);
    expect(stderr).toBe(
      `replay: ${path}, line 3: the value "one" is not a plain decimal above 0 with at most 18 places\n`,
    );
  });

  test('any bytes at all, with a line and without a stack trace', async () => {
    const start = fc.constantFrom('', 'time,value\n', 'time,value\n60,1\n', 'time,value\r\n60,0.5\r\n3660,1');
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 60 }));
    await fc.assert(
      fc.asyncProperty(start, bytes, fc.boolean(), async (head, tail, json) => {
        const path = file(Buffer.concat([Buffer.from(head), Buffer.from(tail as Uint8Array)]));
        const { code, stdout, stderr } = await call('--series', path, ...(json ? ['--json'] : []));
        if (code === 0) {
          expect(stderr).toBe('');
          expect(stdout).not.toBe('');
          return;
        }
        expect(code).toBe(2);
        expect(stdout).toBe('');
        expect(stderr).toMatch(/^replay: .*, line \d+: [\x20-\x7e…]*\n$/);
      }),
      { numRuns: 200 },
    );
  });
});
