/** Tells the cascade on at most a screen and a half; every sum on it can be added up by hand. */
import { renderClosing, wordsOf } from '../parts/closing.ts';
import { type Cell, columns, exactUnits, shortPercent } from '../parts/columns.ts';
import { APPROVALS, GOVERNORS } from '../parts/governors.ts';
import type { AllocationData } from './failure.ts';
import { BIG_CAPITAL, FAILING, SMALL_CAPITAL } from './market.ts';
import type { Outcome } from './policies.ts';
import type { CascadeStory } from './scenario.ts';

/** The lines of the story. */
export function renderCascade(story: CascadeStory): string[] {
  const { parts, losses, raised, closing } = story;
  return [
    parts,
    ...opening(story),
    '',
    ...layerLines(losses.big),
    ...smallLines(story),
    `Eight coins is ${story.big.status}: ${story.big.statusReason}`,
    '',
    ...policyLines(story),
    '',
    ...auctionLines(raised),
    '',
    ...renderClosing(closing),
  ];
}

const money = ({ amount }: { amount: string }): string => exactUnits(BigInt(amount));
const whole = (amount: bigint): string => exactUnits(amount * 1_000_000n);
const sumOf = (rows: readonly Outcome[], member: 'due' | 'paid' | 'repaid' | 'remaining'): bigint =>
  rows.reduce((sum, row) => sum + BigInt(row[member]), 0n);

function opening({ bought, incidents, released }: CascadeStory): string[] {
  const premium = bought.reduce((sum, { premium: paid }) => sum + BigInt(paid), 0n);
  const confirmedAt = incidents[0]?.confirmedAt.slice(0, 16);
  const most = exactUnits(BigInt(released));
  return [
    `Coins of eight issuers. The pool Eight coins has ${whole(BIG_CAPITAL)} and leverage 4: half of that is covered`,
    `on each, four times as much in all. Beside it Four coins has ${whole(SMALL_CAPITAL)} and leverage 2.`,
    `${bought.length} policies are bought for ${exactUnits(premium)} of premium. All amounts in USDT.`,
    `Four days later ${FAILING.join(', ')} fall to 0.60 in the same hour, confirmed ${confirmedAt}Z.`,
    `${APPROVALS} of ${GOVERNORS.length} governors sign a release of up to ${most} of the treasury;`,
    'a quarter of it is the most for one loss.',
  ];
}

/** Who bears the loss of the pool that is not enough, down to the sum. */
function layerLines({ loss, layers, funded, haircut }: AllocationData): string[] {
  const rows = layers.map(({ kind, balanceBefore, cap, amount }): Cell[] => [
    `  ${kind === 'CAPITAL' ? "the pool's capital" : wordsOf(kind)}`,
    BigInt(balanceBefore.amount),
    BigInt(cap?.amount ?? balanceBefore.amount),
    BigInt(amount.amount),
  ]);
  return [
    `Eight coins owes ${money(loss)}: twice what it has. It is asked of all, in the published order:`,
    ...columns([
      ['  Layer', 'held', 'most it gives', 'gave'],
      ...rows,
      ['  together', '', '', BigInt(funded.amount)],
      ['  nobody: a haircut', '', '', BigInt(haircut.amount)],
      ['  = loss', '', '', BigInt(loss.amount)],
    ]),
  ];
}

function smallLines({ losses, outcomes }: CascadeStory): string[] {
  const own = outcomes.filter(({ pool }) => pool === 'Four coins');
  const [capital] = losses.small.layers;
  const held = money(capital?.balanceBefore ?? { amount: '0' });
  const [due, paid] = [sumOf(own, 'due'), sumOf(own, 'paid')].map((amount) => exactUnits(amount));
  return [
    `Four coins owes ${money(losses.small.loss)} for AURUM, and its own capital of ${held} is enough:`,
    `its ${own.length} policies are due ${due} and paid ${paid}; nobody there bears anything of the other's loss.`,
  ];
}

/** Each policy of the pool that was not enough. */
function policyLines({ outcomes, rounds }: CascadeStory): string[] {
  const [first, second] = rounds;
  const ofBig = (rows: readonly Outcome[]) => rows.filter(({ pool }) => pool === 'Eight coins');
  const [due, early, late] = [outcomes, first?.outcomes ?? [], second?.outcomes ?? []].map(ofBig);
  const rows = (due ?? []).map((row, index): Cell[] => {
    const [paid, once, twice] = [row.paid, early?.[index]?.repaid, late?.[index]?.repaid].map(toUnits);
    const [rest, last] = [BigInt(row.due) - (paid ?? 0n), late?.[index]?.remaining];
    return [
      row.who,
      row.coin,
      toUnits(row.due),
      paid ?? 0n,
      rest,
      once ?? 0n,
      (twice ?? 0n) - (once ?? 0n),
      toUnits(last),
    ];
  });
  const sums = [2, 3, 4, 5, 6, 7].map((column) =>
    rows.reduce((sum, row) => sum + (typeof row[column] === 'bigint' ? row[column] : 0n), 0n),
  );
  return [
    `What is recovered later is repaid by itself, pro rata: ${exactUnits(toUnits(first?.given))} in a first round, ` +
      `${exactUnits(toUnits(second?.given))} in a second.`,
    ...columns([
      ['Policy', 'of', 'due', 'paid at once', 'unpaid', 'first round', 'second round', 'still owed'],
      ...rows,
      ['= sum', '', ...sums],
    ]),
  ];
}

const toUnits = (text: string | undefined): bigint => BigInt(text ?? '0');

function auctionLines({ before, after, ...raised }: CascadeStory['raised']): string[] {
  const [price, topPrice] = [raised.price, raised.topPrice].map((decimal) => decimal.slice(0, 6));
  const [need, paid, value] = [raised.need, raised.paid, raised.value].map((amount) =>
    exactUnits(BigInt(amount)),
  );
  return [
    `Four coins has ${shortPercent(before.ladder.ratio)} of what its other cover asks for: ${before.status}.`,
    `New shares are sold from ${topPrice} downwards. At ${price} frank pays ${paid}, all of the ${need}`,
    `that it needs, for shares that are worth ${value} then.`,
    `Its capital goes from ${money(before.capital)} to ${money(after.capital)}, and it is ${after.status} again.`,
  ];
}
