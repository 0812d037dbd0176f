import { expect, test } from 'vitest';
import { calibrate } from '../../../src/actuary/calibration/calibrate.ts';
import { actuary } from '../../../src/cli/actuary/command.ts';
import { keepingStreams } from '../shared/streams.ts';

async function call(argv: string[]) {
  const streams = keepingStreams();
  const code = await actuary(argv, streams, {});
  return { code, stdout: streams.stdout(), stderr: streams.stderr() };
}

test('prints every table with prior, posterior and interval, and what would be otherwise', async () => {
  const { code, stdout, stderr } = await call(['calibrate']);
  expect([code, stderr]).toEqual([0, '']);
  const { tables, depth } = calibrate();
  for (const { points } of Object.values(tables))
    for (const { score, bps } of points)
      expect(stdout).toMatch(new RegExp(`^${score} .* ${(bps / 100).toFixed(2)} %$`, 'm'));
  for (const { price, percent } of depth)
    expect(stdout).toMatch(new RegExp(`^${price} .* ${percent}\\.00 %$`, 'm'));
  expect(stdout).toMatch(/^TIERED .* 49\.25 %$/m);
  expect(stdout).toContain('CONTRACT, the high view alone');
});

test('gives all data with their sources as one JSON object', async () => {
  const { code, stdout } = await call(['calibrate', '--json']);
  expect(code).toBe(0);
  const { data, tables, sensitivity } = JSON.parse(stdout);
  expect(tables).toEqual(JSON.parse(JSON.stringify(calibrate().tables)));
  expect(sensitivity.length).toBeGreaterThan(10);
  const sourced = [...data.coins, ...data.pegLosses, ...data.pegLows];
  expect(sourced.filter(({ source }: { source: string }) => source.length < 10)).toEqual([]);
  expect(data.coins.find(({ coin }: { coin: string }) => coin === 'USDC').score).toBe(17);
});

test('wants to be told what to work out', async () => {
  const { code, stderr } = await call(['calibrate', 'ruin']);
  expect(code).toBe(2);
  expect(stderr).toContain('ruin, calibrate');
});
