import { expect, test } from 'vitest';
import { drive, driveDuring } from './drive.ts';

test('every client asks again as soon as it is answered, and never twice at once', async () => {
  const under = new Map<number, number>();
  const { p50Ms, p99Ms } = await drive(
    { clients: 3, milliseconds: 40, warmUpMilliseconds: 5 },
    async (client) => {
      under.set(client, (under.get(client) ?? 0) + 1);
      expect(under.get(client)).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      under.set(client, 0);
    },
  );
  expect([...under.keys()]).toEqual([0, 1, 2]);
  expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
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
