/** Signed reports: k of n registered operators send what they saw, each signed. See README.md here. */
import { type Hex, keccak256, stringToHex } from 'viem';
import { definePushFamily, type PushTarget, type RawObservation, type SentReport } from '../adapter.ts';
import { type SignedReportConfig, signedReportConfig } from './config.ts';
import { recoverSigner } from './recover.ts';
import { observationDigest } from './typedData.ts';

export const signedReport = definePushFamily({
  name: 'signed-report',
  config: signedReportConfig,
  signers: ({ signers }) => signers,
  verify: verifyReports,
});

async function verifyReports(
  { chainId, signers }: SignedReportConfig,
  target: PushTarget,
  reports: readonly SentReport[],
): Promise<RawObservation[]> {
  const keys = new Map<string, string>(signers.map(({ operator, key }) => [operator, key]));
  const observations: RawObservation[] = [];
  for (const report of reports) {
    const digest = observationDigest(chainId, target.feedId, report);
    observations.push(await observe(report, digest, target.sourceId, keys));
  }
  return observations;
}

/** Nobody: what a report is kept under that has no signature at all. */
const NOBODY = '0x';
/** Characters of a signature; of what is longer the rest tells nothing. */
const SIGNATURE_LENGTH = 132;

/**
 * A report by its operator speaks under the operator's name. Any other speaks under the address that signed
 * it, so that it is kept and rejected by name and never counts against the operator that it claims to be by.
 */
async function observe(
  report: SentReport,
  digest: Hex | null,
  source: string,
  keys: ReadonlyMap<string, string>,
): Promise<RawObservation> {
  const { operator, round, value, decimals, observedAt } = report;
  const said = { source, round, value: BigInt(value), decimals, observedAt, finalized: true };
  const sent = report.signature.slice(0, SIGNATURE_LENGTH).toLowerCase();
  const found = digest === null ? null : await recoverSigner(digest, report.signature);
  const key = keys.get(operator);
  if (digest !== null && found !== null && found.signer === key) {
    return { ...said, operator, signature: found.signature, digest };
  }
  const reason = key === undefined ? 'UNKNOWN_SIGNER' : 'BAD_SIGNATURE';
  const actual = found === null ? `${operator}, without a signature` : `${operator}, by ${found.signer}`;
  const fault = { reason, actual } as const;
  // Named by all of it, whatever it is: nobody can take the place of somebody's genuine report.
  const text = JSON.stringify([operator, round, value, decimals, observedAt, report.signature]);
  const whole = keccak256(stringToHex(text));
  return { ...said, operator: found?.signer ?? NOBODY, signature: sent, digest: whole, fault };
}
