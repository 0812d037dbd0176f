import { expect, test } from 'vitest';
import { drive, driveDuring, measuredOf } from './drive.ts';

test('every client asks again as soon as it is answered, and never twice at once', async () => {
  const under = new Map<number, number>();
  const { ended, latencies } = await drive(
    { clients: 3, milliseconds: 40, warmUpMilliseconds: 5 },
    async (client) => {
      under.set(client, (under.get(client) ?? 0) + 1);
      expect(under.get(client)).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      under.set(client, 0);
    },
  );
  expect([...under.keys()]).toEqual([0, 1, 2]);
  // Of each client one call may have begun before the time and ended in it, and one the other way round.
  expect(Math.abs(latencies.length - ended)).toBeLessThanOrEqual(3);
});

test('samples are taken together: one rate, one line of latencies', () => {
  const one = { milliseconds: 1_000, ended: 3, latencies: [1, 2, 3] };
  const other = { milliseconds: 3_000, ended: 1, latencies: [10] };
  expect(measuredOf([one, other])).toEqual({ perSecond: 1, p50Ms: 2, p99Ms: 10 });
  expect(measuredOf([one, other], 64).perSecond).toBe(64);
  const none = { milliseconds: 500, ended: 0, latencies: [] };
  expect(measuredOf([none])).toEqual({ perSecond: 0, p50Ms: 500, p99Ms: 500 });
});

test('what a client refuses ends the run', async () => {
  const options = { clients: 2, milliseconds: 1_000, warmUpMilliseconds: 0 };
  await expect(drive(options, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

test('clients go on for as long as the work beside them', async () => {
  let calls = 0;
  const once = async () => {
    calls += 1;
    await new Promise((resolve) => setImmediate(resolve));
  };
  await driveDuring(2, once, async () => {
    while (calls < 20) await new Promise((resolve) => setImmediate(resolve));
  });
  expect(calls).toBeGreaterThanOrEqual(20);
});
