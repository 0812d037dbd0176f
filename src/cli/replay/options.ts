/** The options of `replay`, and the rule that they make. */
import { DAY_SECONDS, type Wad } from '../../domain/shared/units.ts';
import { formatDecimal, parseDecimal } from '../../domain/trigger/decimal.ts';
import { type BreachRule, type PayoutShape, ruleFault } from '../../domain/trigger/rule.ts';
import type { CommandSpec, ParsedArguments } from '../shared/arguments.ts';
import { parseDuration } from '../shared/durations.ts';
import { quoted, UsageError } from '../shared/output.ts';

/** How long a settlement window may be extended (docs/mechanics.md section 5). */
const SETTLEMENT_MAX_SECONDS = 7 * DAY_SECONDS;

export const REPLAY: CommandSpec = {
  call: 'npm run replay --',
  summary: 'Judges a price series by the breach rule alone and tells which incidents it would have been.',
  options: {
    series: { value: 'FILE', text: 'CSV with header time,value; required' },
    strike: {
      value: 'PRICE',
      standard: '0.95',
      text: 'a slot is below when its average is under this price',
    },
    hold: { value: 'TIME', standard: '4h', text: 'counted time below that confirms a breach' },
    twap: { value: 'TIME', standard: '1h', text: 'window of the average; 0s takes the reading itself' },
    recovery: { value: 'PRICE', standard: '0.97', text: 'price at or above which a breach recovers' },
    'recovery-hold': { value: 'TIME', standard: '30m', text: 'for how long' },
    'max-gap': { value: 'TIME', standard: '2h', text: 'how long a reading holds' },
    lookback: { value: 'TIME', standard: '72h', text: 'observed time within which the hold must be reached' },
    slot: { value: 'TIME', standard: '60s', text: 'the rule is judged at the multiples of this' },
    settlement: {
      value: 'TIME',
      standard: '24h',
      text: 'window after the confirmation for the lowest average',
    },
    payout: {
      value: 'SHAPE',
      standard: 'tiered:0.95=0.25,0.90=0.5,0.80=1',
      text: 'binary, linear:ATTACH:EXHAUST or tiered:PRICE=SHARE,…',
    },
    json: { text: 'print one JSON object instead of a table' },
  },
  notes: [
    'TIME is a whole number with s, m, h or d. PRICE and SHARE are plain decimals with at most 18 places.\n' +
      'The first line of the file is the header; a time is ISO 8601 in whole seconds with Z or an offset,\n' +
      'or Unix seconds, and later than the one before. A mistake in the options or in the file exits 2.',
    'Example: npm run -s replay -- --series src/cli/series/usdc-usd-2023-03.csv --json',
  ],
};

const OPTION_OF: Readonly<Record<keyof BreachRule, string>> = {
  strike: 'strike',
  recovery: 'recovery',
  holdSeconds: 'hold',
  windowSeconds: 'twap',
  recoveryHoldSeconds: 'recovery-hold',
  maxGapSeconds: 'max-gap',
  lookbackSeconds: 'lookback',
  slotSeconds: 'slot',
  settlementSeconds: 'settlement',
  settlementMaxSeconds: 'settlement',
  payout: 'payout',
  watch: 'strike',
};

/** The rule that the options name. Throws UsageError that names the option. */
export function ruleOf(given: ParsedArguments): BreachRule {
  const text = (name: string): string => given.values.get(name) ?? '';
  const seconds = (name: string): number => parseDuration(text(name), `--${name}`);
  const settlementSeconds = seconds('settlement');
  const rule: BreachRule = {
    strike: price(text('strike'), '--strike'),
    recovery: price(text('recovery'), '--recovery'),
    holdSeconds: seconds('hold'),
    windowSeconds: seconds('twap'),
    recoveryHoldSeconds: seconds('recovery-hold'),
    maxGapSeconds: seconds('max-gap'),
    lookbackSeconds: seconds('lookback'),
    slotSeconds: seconds('slot'),
    settlementSeconds,
    settlementMaxSeconds: Math.max(settlementSeconds, SETTLEMENT_MAX_SECONDS),
    payout: parsePayout(text('payout')),
    // The rule alone is replayed and nobody is warned: any level that the rule accepts will do.
    watch: price(text('recovery'), '--recovery'),
  };
  const fault = ruleFault(rule);
  if (fault === null) return rule;
  const option = OPTION_OF[fault.field];
  const strike = fault.field === 'recovery' ? ` (${formatDecimal(rule.strike)})` : '';
  throw new UsageError(`--${option} ${quoted(text(option))} ${fault.problem}${strike}`);
}

function price(text: string, name: string): Wad {
  const value = parseDecimal(text);
  if (value !== null) return value;
  throw new UsageError(`${name} ${quoted(text)} is not a plain decimal with at most 18 places, as 0.95`);
}

function parsePayout(text: string): PayoutShape {
  const [kind, ...parts] = text.split(':');
  if (kind === 'binary' && parts.length === 0) return { kind: 'BINARY' };
  if (kind === 'linear' && parts.length === 2) {
    const [attach = '', exhaust = ''] = parts;
    return {
      kind: 'LINEAR',
      attach: price(attach, '--payout linear'),
      exhaust: price(exhaust, '--payout linear'),
    };
  }
  if (kind === 'tiered' && parts.length === 1) {
    const tiers = (parts[0] ?? '').split(',').map((tier) => {
      const [threshold = '', ratio = '', ...more] = tier.split('=');
      if (more.length > 0)
        throw new UsageError(`--payout tiered ${quoted(tier)} is not PRICE=SHARE, as 0.95=0.25`);
      return { threshold: price(threshold, '--payout tiered'), ratio: price(ratio, '--payout tiered') };
    });
    return { kind: 'TIERED', tiers };
  }
  throw new UsageError(
    `--payout ${quoted(text)} is none of binary, linear:ATTACH:EXHAUST and tiered:PRICE=SHARE,…`,
  );
}
