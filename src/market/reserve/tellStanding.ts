/** Tells where a reserve stands: once for each level that it crosses, by the commands that size it anyway. */
import { RUNWAY_WINDOW_SECONDS, runwayDays } from '../../domain/fund/runway.ts';
import { isRunwayShort, toldStanding } from '../../domain/fund/standing.ts';
import { adequacyRatio } from '../../domain/pool/requirement.ts';
import { type Amount, DAY_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import type { ReserveDayDocument, ReserveDocument } from '../../store/documents/reserves.ts';
import { reserveOf } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';
import type { Need, World } from '../sequencer/world.ts';
import { totalsOf } from './flows.ts';

/** Tells when what counts has crossed a level against what is stored as the requirement. */
export function tellStanding(draft: Draft, reserveId: string, resources: Amount, requirement: Amount): void {
  const reserve = draft.must('reserves', reserveId);
  const { standing: before } = reserve.told;
  const { adequacyTargetWad: targetWad, adequacyMinimumWad: minimumWad } = draft.parameters.values;
  const status = toldStanding(before, resources, requirement, { targetWad, minimumWad });
  if (status === before) return;
  draft.put('reserves', { ...reserve, told: { ...reserve.told, standing: status } });
  const ratio = adequacyRatio(resources, requirement);
  draft.emit({
    type: 'reserve.status_changed',
    node: reserveId,
    also: [reserve.ownerId],
    changes: {
      ...{ status, before, resources: `${resources}`, requirement: `${requirement}` },
      ...{ ratioWad: ratio === null ? null : `${ratio}` },
    },
  });
}

/** Tells when the days until it is empty have become few, or enough again. Needs `runwayNeeds`. */
export function tellRunway(draft: Draft, world: World, reserveId: string): void {
  const reserve = draft.must('reserves', reserveId);
  const days = runwayOf(
    reserve,
    draft.balance(reserveOf(reserveId), reserve.assetId),
    firstDay(world, reserveId, draft.at),
    draft.at,
  );
  const { runwayShort: before } = reserve.told;
  const isShort = isRunwayShort(before, days);
  if (isShort === before) return;
  draft.put('reserves', { ...reserve, told: { ...reserve.told, runwayShort: isShort } });
  draft.emit({
    type: isShort ? 'reserve.runway_shortened' : 'reserve.runway_restored',
    node: reserveId,
    also: [reserve.ownerId],
    changes: { runwayDays: days === null ? null : `${days}` },
  });
}

/** Whole days until it is empty: since the first movement of the window, which stands where that began. */
export function runwayOf(
  reserve: ReserveDocument,
  balance: Amount,
  first: ReserveDayDocument | undefined,
  at: UnixSeconds,
): bigint | null {
  if (reserve.kind === 'VAULT') return null;
  const now = totalsOf(reserve);
  const then = first ?? now;
  const overSeconds = at - Math.max(windowStart(at), reserve.createdAt);
  const flow = { inflow: now.inflow - then.inflow, outflow: now.outflow - then.outflow };
  return runwayDays(balance, { ...flow, overSeconds });
}

/** The window begins with a day, so that a row of that day is its beginning. */
export function windowStart(at: UnixSeconds): UnixSeconds {
  const since = at - RUNWAY_WINDOW_SECONDS;
  return since - (since % DAY_SECONDS);
}

const queryOf = (reserveId: string, at: UnixSeconds) => ({ reserveId, since: windowStart(at) });

function firstDay(world: World, reserveId: string, at: UnixSeconds): ReserveDayDocument | undefined {
  const [id] = world.range('reserveDaysSince', queryOf(reserveId, at)) ?? [];
  return id === undefined ? undefined : (world.get('reserveDays', id) ?? undefined);
}

/** What its runway is told by. */
export const runwayNeeds = (reserveId: string, at: UnixSeconds): Need[] => [
  { range: 'reserveDaysSince', query: queryOf(reserveId, at), limit: 1 },
];
