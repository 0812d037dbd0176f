/**
 * Takes what a venue says of one of its markets: how much must stand behind it, who is warned, and in which
 * order winners would be closed follow from that.
 */
import type { z } from 'zod';
import { FUTURE_SECONDS_MAX } from '../../domain/feed/parameters.ts';
import { updateRequirement } from '../../domain/fund/storedRequirement.ts';
import { STATE_AGE_SECONDS_MAX, VENUE_VALUE_MAX } from '../../domain/shared/limits.ts';
import { type Problem, refuse } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import { contributionDue } from '../../domain/venue/contribution.ts';
import { addToDay, type MarketDay, sumDays } from '../../domain/venue/marketDays.ts';
import { stressedShortfall, stressMove, venueRequirement } from '../../domain/venue/requirement.ts';
import { experienceOf } from '../../domain/venue/venueDays.ts';
import { dailyVolatility } from '../../domain/venue/volatility.ts';
import { marginWarnings } from '../../domain/venue/warnings.ts';
import type { MarketDocument, VenueDocument } from '../../store/documents/venues.ts';
import type { Command } from '../command.ts';
import { addressInput, idInput } from '../inputs.ts';
import { reserveOf } from '../ledger/accounts.ts';
import { reserveNeeds } from '../reserve/flows.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { charge, judgeDebts } from './debts.ts';
import { collateralIdOf } from './layers.ts';
import { reportedBy, reportNeeds } from './reported.ts';
import { isTooLarge, type MarketStateReport, stateInput } from './stateInput.ts';
import { tellFund, tellSignals } from './tellSignals.ts';

const input = stateInput.extend({
  marketId: idInput,
  /** Whose signature it is, as whoever sends this has found out; null where it is nobody's. */
  signer: addressInput.nullable(),
});
type Input = z.infer<typeof input>;

export const submitMarketState: Command<Input, { marketId: string }> = {
  name: 'submitMarketState',
  input,
  sender: 'ACCOUNT',
  money: false,
  needs: ({ marketId }, _context, world) => [
    need('marketStates', marketId),
    ...reportNeeds(world, marketId),
    ...fundNeeds(world, marketId),
  ],
  decide(world, { marketId, signer, ...state }, { principal, at }) {
    const draft = openDraft(world, at);
    const reported = reportedBy(draft, principal, { marketId, signer });
    if ('refused' in reported) return reported;
    const { market, venue, unit } = reported;
    const newestAt = Math.max(market.figures?.asOf ?? 0, at - STATE_AGE_SECONDS_MAX - 1);
    if (state.asOf <= newestAt) return refuse('STALE', { newestAt }, 'asOf');
    const problems = problemsOf(state, unit, at);
    if (problems.length > 0) return refuse('CONFIG_INVALID', { problems });
    const before = draft.get('marketStates', marketId);
    const { asOf } = state;
    // What the venue tells now has in it what was closed of it before.
    const holdings = state.holdings.map((one) => ({ ...one, realised: 0n, borne: 0n }));
    const warnings = marginWarnings(holdings, before?.warnings ?? [], at);
    draft.put('marketStates', { _id: marketId, version: before?.version ?? 0, asOf, holdings, warnings });
    const next = { ...market, ...standingOf(market, venue, state, unit, at) };
    draft.put('markets', next);
    const after = judgeDebts(draft, contribute(draft, venue, market, next));
    if (after !== venue) draft.put('venues', after);
    draft.emit({
      type: 'market.reported',
      node: marketId,
      also: [venue._id, venue.accountId],
      eventTime: asOf,
      changes: { mark: `${state.markPrice}`, holdings: holdings.length, warnings: warnings.length },
    });
    tellFund(draft, after, next);
    tellSignals(draft, next, { before: before?.warnings.length ?? 0, now: warnings.length });
    return draft.done({ marketId });
  },
};

/** The collateral and the fund, which contributions go to. */
function fundNeeds(world: World, marketId: string): Need[] {
  const market = world.peek('markets', marketId);
  if (market === null || market === undefined) return [];
  const { venueId, fundId, assetId } = market;
  const { marketIds = [] } = world.peek('venues', venueId) ?? {};
  return [
    ...[collateralIdOf(venueId), fundId].flatMap((id) => reserveNeeds(id, assetId)),
    // Some of them share its fund, which is told to be short by what all require.
    ...marketIds.map((id) => need('markets', id)),
  ];
}

/** With the first state of a day the venue contributes for what was traded on the day before. */
function contribute(
  draft: Draft,
  venue: VenueDocument,
  { days, fundId, assetId }: MarketDocument,
  next: MarketDocument,
): VenueDocument {
  const [last, today] = [days.at(-1), next.days.at(-1)];
  if (last === undefined || today === undefined || last.day === today.day) return venue;
  const fund = {
    balance: draft.balance(reserveOf(fundId), assetId),
    requirement: next.requirement?.stored ?? 0n,
  };
  const due = contributionDue({ volume: last.volume, ...experienceOf(venue.days, draft.at), fund });
  return charge(draft, venue, fundId, 'CONTRIBUTION', due);
}

function problemsOf(
  { asOf, markPrice, holdings }: MarketStateReport,
  unit: Amount,
  at: UnixSeconds,
): Problem[] {
  const problems: Problem[] = [];
  if (asOf > at + FUTURE_SECONDS_MAX) problems.push({ path: 'asOf', message: 'It lies ahead of the clock.' });
  const seen = new Set<string>();
  holdings.forEach(({ account, size, entryPrice }, index) => {
    const say = (member: string, message: string) =>
      problems.push({ path: `holdings.${index}.${member}`, message });
    if (seen.has(account)) say('account', 'An account has one holding in a market.');
    seen.add(account);
    if (isTooLarge(size, markPrice, unit) || isTooLarge(size, entryPrice, unit))
      say('size', 'It is worth more than anything that is believed.');
  });
  return problems;
}

/** What a market is worth watching for after a state. */
function standingOf(
  market: MarketDocument,
  { grade }: Pick<VenueDocument, 'grade'>,
  { asOf, markPrice: mark, openInterest, liquidity, volume, holdings }: MarketStateReport,
  unit: Amount,
  at: UnixSeconds,
) {
  const days: MarketDay[] = addToDay(market.days, asOf, { volume, mark, volumeMax: VENUE_VALUE_MAX });
  const sums = sumDays(days);
  const volatility = dailyVolatility(sums.marks);
  const moveWad = stressMove(volatility);
  const shortfalls = holdings.map((holding) => stressedShortfall(holding, { mark, unit }, moveWad));
  const stressed = shortfalls.sort((one, other) => (one < other ? 1 : -1)).slice(0, 2);
  const risk = { grade, shortfalls: stressed, volumeOf30Days: sums.volume, dailyVolatility: volatility };
  const desired = venueRequirement(risk);
  return {
    figures: { asOf, mark, openInterest, liquidity },
    exposure: { moveWad, stressed, holdingCount: holdings.length },
    desired,
    requirement: updateRequirement(market.requirement, desired, at),
    days,
  };
}
