/**
 * Tells the story on at most a screen:
 * the parts, what happened, who was paid and why, the other side, the ledger.
 */
import type { UnixSeconds, Wad } from '../../domain/shared/units.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { drawChart, sampleLows } from '../shared/chart.ts';
import { formatTime, parseTime } from '../shared/times.ts';
import type { Purchase } from './purchases.ts';
import type { IncidentResult, PolicyStory, PoolResult } from './results.ts';
import { wholeUnits } from './wholeUnits.ts';

export interface Story {
  subject: string;
  assetSymbol: string;
  parts: string;
  rows: readonly Reading[];
  levels: { strike: Wad; recovery: Wad };
  incidents: readonly IncidentResult[];
  policies: readonly PolicyStory[];
  refused: readonly Purchase[];
  pool: { before: PoolResult; after: PoolResult };
  ledger: { balanced: boolean; entries: number };
}

/** The lines of the story. */
export function renderStory(story: Story): string[] {
  return [
    ...opening(story),
    '',
    ...chart(story),
    ...story.incidents.map(incidentLine),
    ...(story.incidents.length === 0
      ? ['No breach lasted long enough: there is no incident, and nothing is paid.']
      : []),
    '',
    ...policyLines(story),
    ...story.refused.map(refusedLine),
    '',
    ...closing(story),
  ];
}

function opening({ subject, assetSymbol, parts, rows, pool, policies }: Story): string[] {
  const cover = policies.reduce((sum, { coverAmount }) => sum + BigInt(coverAmount), 0n);
  const [first, last] = [rows[0]?.at ?? 0, rows.at(-1)?.at ?? 0];
  const money = (amount: string) => `${wholeUnits(amount)} ${assetSymbol}`;
  return [
    parts,
    `${subject}, ${rows.length} rows from ${formatTime(first)} to ${formatTime(last)},`,
    'after a lead-in of 10 days that repeats the first value.',
    `Capital ${money(pool.before.capital)}; cover sold ${money(cover.toString())} in ${policies.length} policies.`,
  ];
}

function chart({ rows, levels, incidents }: Story): string[] {
  const sampler = sampleLows();
  for (const row of rows) sampler.add(row);
  const marks = incidents.flatMap(({ breachStart, confirmedAt }) => [
    mark(breachStart, 'B'),
    mark(confirmedAt, 'C'),
  ]);
  const lines = drawChart({
    lows: sampler.lows(),
    levels: [
      { name: 'strike', value: levels.strike },
      { name: 'recovery', value: levels.recovery },
    ],
    marks: marks.filter((entry) => entry !== null),
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

function mark(instant: string, letter: string): { at: UnixSeconds; letter: string } | null {
  const at = parseTime(instant);
  return at === null ? null : { at, letter };
}

function incidentLine({ breachStart, confirmedAt, settlementValue, payoutRatio }: IncidentResult): string {
  const when = `Breach ${breachStart} (B), confirmed ${confirmedAt} (C)`;
  return `${when}, settled at ${settlementValue}: pays ${payoutRatio} of the cover.`;
}

function policyLines({ policies, assetSymbol }: Story): string[] {
  return policies.map(({ who, coverAmount, payout, sentence, status }) => {
    const paid = payout === '0' ? 'not paid' : `paid ${wholeUnits(payout)}`;
    const cover = `${wholeUnits(coverAmount)} ${assetSymbol}`;
    return `${who.padEnd(6)} ${cover.padEnd(12)} ${paid.padEnd(12)} ${status.padEnd(8)} ${sentence}`;
  });
}

function refusedLine({ who, at, refusal, text }: Purchase): string {
  const cause = refusal?.cause === undefined ? '' : ` (${refusal.cause})`;
  return `${who.padEnd(6)} refused at ${formatTime(at)}: ${refusal?.code}${cause}, ${text}. ${refusal?.message}`;
}

function closing({ pool, ledger, assetSymbol }: Story): string[] {
  const { before, after } = pool;
  const change = BigInt(after.capital) - BigInt(before.capital);
  const word = change < 0n ? 'lost' : 'earned';
  const size = wholeUnits((change < 0n ? -change : change).toString());
  return [
    `Underwriter: capital ${wholeUnits(before.capital)} → ${wholeUnits(after.capital)} ${assetSymbol} (${word} ${size}), ` +
      `premium still to be earned ${wholeUnits(after.unearned)}, share price ${after.sharePrice}.`,
    `Ledger: ${ledger.entries} entries, ${ledger.balanced ? 'balanced to the last unit' : 'NOT BALANCED'}.`,
  ];
}
