/** How many signed reports a thread of the pool verifies in a second, beside viem alone. */
import { recoverTypedDataAddress } from 'viem';
import type { SentReport } from '../../../oracles/adapter.ts';
import { observationTypedData } from '../../../oracles/signed-report/typedData.ts';
import { VERIFY_BATCH_REPORTS_MAX } from '../../../src/domain/shared/limits.ts';
import { createVerifierPool } from '../../../src/verification/pool.ts';
import { CHAIN_ID, CONFIG, NAMES, signed, unsigned } from '../../oracles/signed-report/signing.ts';

const FEED = 'feed_usdc_usd';
const REPORTS = 500;

/** Reports a second of one processor. */
export interface SignatureRates {
  thread: number;
  viem: number;
}

/** In turns: what the machine does meanwhile meets both alike. */
export async function measureSignatures(rounds: number): Promise<SignatureRates[]> {
  const reports = await Promise.all(
    Array.from({ length: REPORTS }, (_, index) =>
      signed(FEED, unsigned(NAMES[index % NAMES.length] ?? '', 1_700_000_000 + index)),
    ),
  );
  const failures: unknown[] = [];
  const pool = createVerifierPool({ threads: 1, failed: (error) => failures.push(error) });
  const target = { feedId: FEED, sourceId: 'signed' };
  const inThread = async () => {
    const tasks = batchesOf(reports).map((batch) =>
      pool.verify({ family: 'signed-report', config: CONFIG, target, reports: batch }),
    );
    const answers = (await Promise.all(tasks)).flat();
    if (answers.some((one) => one?.fault !== undefined)) throw new Error('a genuine report was refused');
  };
  try {
    await inThread();
    await byViem(reports.slice(0, 50));
    const rates: SignatureRates[] = [];
    for (let round = 0; round < rounds; round += 1) {
      rates.push({ thread: await rateOf(inThread), viem: await rateOf(() => byViem(reports)) });
    }
    if (failures.length > 0) throw new Error('a thread ended', { cause: failures });
    return rates;
  } finally {
    await pool.close();
  }
}

/** What viem does with one report after the other: the signer of its typed data. */
async function byViem(reports: readonly SentReport[]): Promise<void> {
  for (const report of reports) {
    const signature = report.signature as `0x${string}`;
    await recoverTypedDataAddress({ ...observationTypedData(CHAIN_ID, FEED, report), signature });
  }
}

async function rateOf(verifyAll: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await verifyAll();
  return REPORTS / ((performance.now() - began) / 1_000);
}

function batchesOf(reports: readonly SentReport[]): SentReport[][] {
  const count = Math.ceil(reports.length / VERIFY_BATCH_REPORTS_MAX);
  return Array.from({ length: count }, (_, index) =>
    reports.slice(index * VERIFY_BATCH_REPORTS_MAX, (index + 1) * VERIFY_BATCH_REPORTS_MAX),
  );
}
