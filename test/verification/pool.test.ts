import { afterEach, expect, test } from 'vitest';
import { VERIFY_QUEUE_REPORTS_MAX } from '../../src/domain/shared/limits.ts';
import { createVerifierPool, type VerifierPool } from '../../src/verification/pool.ts';
import { CONFIG, NAMES, signed, unsigned } from '../oracles/signed-report/signing.ts';

const FEED = 'feed_usdc_usd';
const task = { family: 'signed-report', config: CONFIG, target: { feedId: FEED, sourceId: 'signed' } };
const reportsOf = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      signed(FEED, unsigned(NAMES[index % NAMES.length] as string, 1_700_000_000 + index)),
    ),
  );

let pool: VerifierPool | undefined;
let faults: unknown[] = [];
afterEach(async () => {
  await pool?.close();
  faults = [];
});
function open(threads: number): VerifierPool {
  pool = createVerifierPool({ threads, failed: (error) => faults.push(error) });
  return pool;
}

test('answers each task with its own observations in order, however many come at once', async () => {
  const { verify } = open(2);
  const reports = await reportsOf(12);
  const tasks = [reports.slice(0, 5), reports.slice(5, 6), [], reports.slice(6)];
  const answers = await Promise.all(tasks.map((one) => verify({ ...task, reports: one })));
  const said = answers.map((list) => list?.map(({ round, operator, fault }) => [round, operator, fault]));
  expect(said).toEqual(tasks.map((list) => list.map((one) => [one.round, one.operator, undefined])));
});

test('takes no more than may wait', async () => {
  const { verify } = open(1);
  const [report] = await reportsOf(1);
  const many = Array.from({ length: VERIFY_QUEUE_REPORTS_MAX + 1 }, () => report as never);
  expect(await verify({ ...task, reports: many })).toBeNull();
});

test('a task that cannot be done fails alone', async () => {
  const { verify } = open(1);
  const reports = await reportsOf(1);
  const answers = await Promise.allSettled([
    verify({ ...task, reports }),
    verify({ ...task, family: 'replay', reports }),
    verify({ ...task, config: { signers: [] }, reports }),
    verify({ ...task, reports }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(faults).toEqual([]);
});

test('a thread that ends fails what it worked on and says so, and another is begun for the next', async () => {
  const mortal = new URL('./mortalWorker.mjs', import.meta.url);
  pool = createVerifierPool({ threads: 1, entry: mortal, failed: (error) => faults.push(error) });
  const { verify } = pool;
  const reports = await reportsOf(1);
  const first = verify({ ...task, reports });
  const second = verify({ ...task, reports });
  await expect(first).rejects.toThrow('has ended');
  await expect(second).rejects.toThrow('has ended');
  expect(faults).toHaveLength(2);
});

test('takes nothing once it is closed', async () => {
  const { verify, close } = open(1);
  await close();
  await expect(verify({ ...task, reports: [] })).rejects.toThrow('closed');
});
