import { readFileSync } from 'node:fs';
import { serializeSignature, toHex } from 'viem';
import { sign } from 'viem/accounts';
import { describe, expect, test } from 'vitest';
import type { SentReport } from '../../../oracles/adapter.ts';
import { signedReport } from '../../../oracles/signed-report/adapter.ts';
import { observationDigest } from '../../../oracles/signed-report/typedData.ts';
import { observationKey } from '../../../src/domain/feed/observation.ts';
import { CHAIN_ID, CONFIG, keyOf, malleated, OPERATORS, signed, unsigned } from './signing.ts';

const FEED = 'feed_usdc_usd';
const AT = 1_700_000_000;

async function verify(...reports: SentReport[]) {
  const target = { feedId: FEED, sourceId: 'signed' };
  return (await signedReport.push?.verify(CONFIG, target, reports)) ?? [];
}

describe('a signed report', () => {
  test('speaks for its operator, with what was signed and the signature in its one form', async () => {
    const report = await signed(FEED, unsigned('ada', AT, 99_990_000n));
    const [observation] = await verify(report);
    expect(observation).toEqual({
      source: 'signed',
      operator: 'ada',
      round: String(AT),
      value: 99_990_000n,
      decimals: 8,
      observedAt: AT,
      finalized: true,
      signature: report.signature,
      digest: observationDigest(CHAIN_ID, FEED, report),
    });
  });

  test('is one observation however often it is signed, and whichever twin of a signature is sent', async () => {
    const report = await signed(FEED, unsigned('ada', AT));
    const hash = observationDigest(CHAIN_ID, FEED, report) ?? '0x';
    const again = await sign({ hash, privateKey: toHex(1, { size: 32 }), extraEntropy: true } as never);
    const twins = [
      report,
      { ...report, signature: malleated(report.signature) },
      { ...report, signature: report.signature.replace(/1b$/, '00').replace(/1c$/, '01') },
      { ...report, signature: report.signature.toUpperCase().replace('X', 'x') },
      { ...report, signature: serializeSignature(again) },
    ];
    const observations = await verify(...twins);
    expect(observations.map(({ fault }) => fault)).toEqual(twins.map(() => undefined));
    expect(new Set(observations.map(observationKey)).size).toBe(1);
    expect(new Set(observations.slice(0, 4).map(({ signature }) => signature)).size).toBe(1);
  });

  test.each<[string, (report: SentReport) => Promise<SentReport>]>([
    ['another value', async (report) => ({ ...report, value: '1' })],
    ['another round', async (report) => ({ ...report, round: '1' })],
    ['another time', async (report) => ({ ...report, observedAt: AT + 1 })],
    ['other decimals', async (report) => ({ ...report, decimals: 18 })],
    ['another feed', (report) => signed('feed_other', report)],
    ['another chain', (report) => signed(FEED, report, { chainId: 10 })],
    ["another operator's key", (report) => signed(FEED, report, { account: OPERATORS.bob })],
    ['a key of nobody', (report) => signed(FEED, report, { account: keyOf(99) })],
  ])('signed for %s is BAD_SIGNATURE, and not under the name of the operator', async (_what, change) => {
    const changed = await change(await signed(FEED, unsigned('ada', AT)));
    const [observation] = await verify(changed);
    expect(observation?.fault?.reason).toBe('BAD_SIGNATURE');
    expect(observation?.operator).toMatch(/^0x[0-9a-fA-F]{40}$/);
  });

  test('by somebody who is not registered is UNKNOWN_SIGNER, under the address that signed it', async () => {
    const eve = keyOf(99);
    const [observation] = await verify(await signed(FEED, unsigned('eve', AT), { account: eve }));
    expect(observation).toMatchObject({ operator: eve.address, fault: { reason: 'UNKNOWN_SIGNER' } });
  });

  test.each([
    '0x',
    '0x00',
    `0x${'00'.repeat(65)}`,
    `0x${'ff'.repeat(65)}`,
    `0x${'11'.repeat(64)}`,
    `0x${'11'.repeat(64)}1d`,
    `0x${'11'.repeat(66)}`,
    'nonsense',
  ])('with %s in place of a signature is BAD_SIGNATURE', async (signature) => {
    const [observation] = await verify({ ...unsigned('ada', AT), signature });
    expect(observation?.fault?.reason).toBe('BAD_SIGNATURE');
    expect(observation?.signature?.length).toBeLessThanOrEqual(132);
  });

  test.each([
    { round: (2n ** 256n).toString() },
    { value: (2n ** 255n).toString() },
    { value: (-(2n ** 255n) - 1n).toString() },
    { decimals: 256 },
    { decimals: -1 },
    { observedAt: -1 },
  ])('with numbers that do not fit their types is BAD_SIGNATURE: %o', async (change) => {
    const report = await signed(FEED, unsigned('ada', AT));
    const [observation] = await verify({ ...report, ...change });
    expect(observation?.fault?.reason).toBe('BAD_SIGNATURE');
  });

  test('of zero, a negative value or the largest one is taken for what it says', async () => {
    for (const value of [0n, -1n, 2n ** 255n - 1n, -(2n ** 255n)]) {
      const [observation] = await verify(await signed(FEED, unsigned('ada', AT, value)));
      expect(observation).toMatchObject({ operator: 'ada', value });
      expect(observation?.fault).toBeUndefined();
    }
  });

  test('as it was recorded is verified: neither the typed data nor its domain has changed', async () => {
    const text = readFileSync(
      new URL('../../../oracles/signed-report/fixtures/report.json', import.meta.url),
      'utf8',
    );
    const { config, sent } = JSON.parse(text);
    const { reports, ...target } = sent;
    const [observation] = (await signedReport.push?.verify(config, target, reports)) ?? [];
    expect(observation).toMatchObject({ operator: 'ada', value: 99_990_000n });
    expect(observation?.fault).toBeUndefined();
  });
});

describe('the configuration', () => {
  test('registers one key for each operator', () => {
    expect(signedReport.problems(CONFIG)).toEqual([]);
    expect(signedReport.signers(CONFIG)).toEqual(CONFIG.signers);
  });

  const [ada, bob] = CONFIG.signers;
  test.each<[string, Record<string, unknown>]>([
    ['chainId', { chainId: 0 }],
    ['signers', { signers: [] }],
    ['signers', { signers: [ada, { ...bob, key: ada?.key.toLowerCase() }] }],
    ['signers', { signers: [ada, { ...bob, operator: 'ada' }] }],
    ['signers.0.key', { signers: [{ ...ada, key: '0x12' }] }],
    ['', { salt: '1' }],
  ])('names what is wrong with %s', (path, change) => {
    const problems = signedReport.problems({ ...CONFIG, ...change });
    expect(problems.map((problem) => problem.path)).toContain(path);
    expect(signedReport.signers({ ...CONFIG, ...change })).toEqual([]);
  });

  test('opens nothing that could be asked', () => {
    const context = { sourceId: 'one', operators: [], now: () => 0, signal: AbortSignal.timeout(1_000) };
    expect(() => signedReport.open(CONFIG, context)).toThrow('sent to the service');
  });
});
