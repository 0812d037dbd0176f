/** The series of one name added up. */
import { addCounts } from './addCounts.ts';
import type { Replayed } from './replay.ts';
import { UNIT } from './terms.ts';

export interface SeriesRow {
  readonly name: string;
  /** The process it was drawn from; empty where it was traded. */
  readonly process: string;
  readonly isReal: boolean;
  readonly replicas: number;
  readonly orders: number;
  readonly sold: number;
  /** Orders that were not sold to, by the reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** In whole units, of all replicas. */
  readonly premium: number;
  readonly paid: number;
  readonly unpaid: number;
  /** What was paid over the premium. */
  readonly lossRatio: number;
  /** Premium a year over the cover, and from the cheapest policy to the dearest. */
  readonly meanRate: number;
  readonly lowestRate: number;
  readonly highestRate: number;
  readonly incidents: number;
  /** Of incidents that were settled, the mean part of the cover. */
  readonly meanRatio: number | null;
  readonly scoreBefore: number;
  readonly scoreHighest: number;
  /** What underwriters made of their capital over a series, on average. */
  readonly meanReturn: number;
  readonly brokenHours: number;
}

/** Rows in the order in which names come first. */
export function seriesRows(replayed: readonly Replayed[], textOf: (name: string) => string): SeriesRow[] {
  return [...new Set(replayed.map(({ name }) => name))].map((name) => {
    const own = replayed.filter((each) => each.name === name);
    return rowOf(name, textOf(name), own);
  });
}

function rowOf(name: string, process: string, own: readonly Replayed[]): SeriesRow {
  const sum = (figure: (each: Replayed) => number) => own.reduce((all, each) => all + figure(each), 0);
  const incidents = own.flatMap((each) => each.incidents);
  const ratios = incidents.flatMap(({ ratio }) => (ratio === null ? [] : [ratio]));
  const premium = sum((each) => each.premium);
  const refused = addCounts(own.map(({ sales }) => sales.refused));
  return {
    ...{ name, process, isReal: own.some(({ isReal }) => isReal), replicas: own.length, refused },
    ...{ orders: sum(({ sales }) => sales.orders), sold: sum(({ sales }) => sales.sold) },
    premium: premium / Number(UNIT),
    paid: sum(({ received }) => received) / Number(UNIT),
    unpaid: incidents.reduce((all, { due, paid }) => all + due - paid, 0) / Number(UNIT),
    lossRatio: sum(({ received }) => received) / premium,
    meanRate: premium / sum(({ coverYears }) => coverYears),
    lowestRate: Math.min(...own.map(({ lowestRate }) => lowestRate)),
    highestRate: Math.max(...own.map(({ highestRate }) => highestRate)),
    incidents: incidents.length,
    meanRatio: ratios.length === 0 ? null : ratios.reduce((all, ratio) => all + ratio, 0) / ratios.length,
    scoreBefore: sum(({ scoreBefore }) => scoreBefore) / own.length,
    scoreHighest: Math.max(...own.map(({ scoreHighest }) => scoreHighest)),
    meanReturn: sum(({ returned }) => returned) / own.length,
    brokenHours: sum(({ brokenHours }) => brokenHours),
  };
}
