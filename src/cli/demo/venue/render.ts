/** Tells the story of the exchange on at most a screen; every sum on it can be added up by hand. */
import { HOUR_SECONDS } from '../../../domain/shared/units.ts';
import { total } from '../parts/api.ts';
import { renderClosing, wordsOf } from '../parts/closing.ts';
import { type Cell, columns, exactUnits, shortPercent } from '../parts/columns.ts';
import { APPROVALS, GOVERNORS, TIMELOCK_SECONDS } from '../parts/governors.ts';
import type { Blow, Crash } from './crash.ts';
import type { VenueStory } from './scenario.ts';
import type { CalmWeek } from './week.ts';

/** The lines of the story. */
export function renderVenue({ parts, venue, week, crash, closing }: VenueStory): string[] {
  const { graded, end } = venue;
  return [
    parts,
    'An exchange registers, puts up collateral and fills the fund of its market. All amounts in USDT.',
    `${APPROVALS} of ${GOVERNORS.length} governors grade it ${graded.grade}; ${TIMELOCK_SECONDS / HOUR_SECONDS} h later it is ` +
      `${graded.status}, and bears ${graded.firstLossRatio.percent} % of each shortfall before any fund.`,
    '',
    ...weekLines(week),
    '',
    ...crash.blows.flatMap(blowLines),
    ...endLines(crash),
    `The exchange has paid ${money(end.contributed)} into its fund in its life, has drawn ${money(end.drawn)} ` +
      `beyond it, and owes ${exactUnits(total(end.debts.map(({ amount }) => amount)))}.`,
    '',
    ...renderClosing(closing),
  ];
}

const money = ({ amount }: { amount: string }): string => exactUnits(BigInt(amount));

function weekLines({ days, market }: CalmWeek): string[] {
  const { exposure, requirement, signals } = market;
  const rows = days.map(({ at, mark, liquidations, surplus, contribution, fund, collateral }): Cell[] => [
    ...[at.slice(0, 10), mark, `${liquidations}`, BigInt(surplus), BigInt(contribution)],
    ...[BigInt(fund), BigInt(collateral)],
  ]);
  const heads = ['A calm week', 'mark', 'liquidations', 'left over', 'by volume', 'fund', 'collateral'];
  return [
    ...columns([heads, ...rows]),
    'What closing better than the bankruptcy price leaves over, and a part of the volume, go from the collateral to the fund.',
    `The two largest holdings would lack ${money(exposure.twoLargest)} after a move of ${exposure.stressMove.percent} %: ` +
      `${money(requirement.stored)} are asked for, the fund has ${shortPercent(signals.adequacyRatio)} of it.`,
  ];
}

/** One liquidation: who bears what it lacks, down to the sum. */
function blowLines({ text, mark, account, size, bankruptcy, worstCase, held, close }: Blow): string[] {
  const { closePrice, countedPrice, shortfall, layers, avoided, haircut, claim } = close;
  const counted =
    closePrice.decimal === countedPrice.decimal
      ? `closed at ${countedPrice.decimal}`
      : `reported at ${closePrice.decimal}, counted at ${countedPrice.decimal}, 2 % off the feed`;
  const rows: Cell[][] = [
    ...layers.map(({ reserve, amount, cap }) => [
      ...[`  ${wordsOf(reserve.kind)}`, BigInt(amount.amount)],
      cap === null ? '' : `the most it may draw: ${money(cap)}`,
    ]),
    ...(avoided.amount === '0' ? [] : [['  deleveraging', BigInt(avoided.amount), deleveragedOf(close)]]),
    ...(haircut.length === 0
      ? []
      : [['  winners', total(haircut.map(({ amount }) => amount)), sharesOf(close)]]),
    ...(haircut.length === 0 ? [] : [['  claim', BigInt(claim.amount), 'what even winners could not bear']]),
    ['  = shortfall', BigInt(shortfall.amount)],
  ];
  return [
    `Mark ${mark}: ${account}, ${size} long that broke at ${bankruptcy}, ${counted}; ${text}.`,
    `  At its opening ${exactUnits(BigInt(held))} were held, for a worst case of ${exactUnits(BigInt(worstCase))}.`,
    ...columns(rows),
  ];
}

const deleveragedOf = ({ deleveraging }: Blow['close']): string =>
  deleveraging
    .map(
      ({ rank, account, size, price }) =>
        `rank ${rank} ${account} closes ${size.decimal} at ${price.decimal}`,
    )
    .join(', ');

const sharesOf = ({ haircut }: Blow['close']): string =>
  haircut.map(({ account, amount }) => `${account} ${money(amount)}`).join(', ');

function endLines({ blows, before, after, settled }: Crash): string[] {
  const repeated = blows.every(({ repeatedAlike }) => repeatedAlike);
  const rows = before.flatMap(({ kind, amount }, index): Cell[][] => {
    const left = BigInt(after[index]?.amount ?? '0');
    return amount === '0' ? [] : [[wordsOf(kind), BigInt(amount), BigInt(amount) - left, left]];
  });
  return [
    `Every report was sent twice, and ${repeated ? 'counted once' : 'COUNTED TWICE'}.`,
    `Two hours later what was drawn beyond its own is paid: ${settled.join(', ')}.`,
    '',
    ...columns([['Layer', 'before', 'gave', 'has'], ...rows]),
  ];
}
