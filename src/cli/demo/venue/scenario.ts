/** The second story: an exchange runs its insurance fund here, through a calm week and a crash. */
import { HOUR_SECONDS, WAD } from '../../../domain/shared/units.ts';
import { type House, partsOf } from '../house.ts';
import { type Api, openApi } from '../parts/api.ts';
import { type Closing, closeBooks, isClean } from '../parts/closing.ts';
import { execute, handOver, proposeTogether, TIMELOCK_SECONDS } from '../parts/governors.ts';
import { type Progress, scenarioOf, type Told } from '../scenario.ts';
import { USUAL_DECIMALS } from '../stage.ts';
import { type Crash, playCrash } from './crash.ts';
import { openExchange, type VenueFeed } from './exchange.ts';
import { renderVenue } from './render.ts';
import { type CalmWeek, playWeek } from './week.ts';

/** Saturday, 28 February 2026, 00:00 UTC: two days before the week. */
const FROM = 1_772_236_800;
const BTC_AT_FIRST = 50_000n * WAD;

export interface VenueFacts {
  status: string;
  grade: string;
  firstLossRatio: { percent: string };
  contributed: { amount: string };
  drawn: { amount: string };
  debts: { amount: { amount: string } }[];
}

export interface VenueStory {
  parts: string;
  /** Before the week, and at the end. */
  venue: { graded: VenueFacts; end: VenueFacts };
  week: CalmWeek;
  crash: Crash;
  closing: Closing;
}

export const venueScenario = scenarioOf<VenueFeed>(
  {
    feeds: { btc: { description: 'BTC / USD', decimals: USUAL_DECIMALS } },
    prices: { btc: BTC_AT_FIRST },
    from: FROM - HOUR_SECONDS,
  },
  async (house, progress) => told(await play(house, progress)),
);

async function play(house: House<VenueFeed>, progress: Progress): Promise<VenueStory> {
  const api = openApi(house);
  await house.pass(HOUR_SECONDS, HOUR_SECONDS);
  const exchange = await openExchange(api, house);
  await handOver(api);
  const { venueId } = exchange;
  const grading = { gradeVenue: { venueId, grade: 'B', reason: 'Its margin rules were reviewed' } };
  const proposalId = await proposeTogether(api, 'A grade for the exchange', [grading]);
  await house.pass(TIMELOCK_SECONDS, TIMELOCK_SECONDS / 2);
  await execute(api, proposalId);
  const graded = await venueOf(api, venueId);
  progress(1, 4);
  const week = await playWeek(api, house, exchange);
  progress(2, 4);
  const crash = await playCrash(api, house, exchange);
  progress(3, 4);
  const closing = await closeBooks(api, house);
  return { parts: partsOf(house), venue: { graded, end: await venueOf(api, venueId) }, week, crash, closing };
}

const VENUE = `query ($id: ID!) { venue(id: $id) {
  status grade firstLossRatio { percent } contributed { amount } drawn { amount } debts { amount { amount } }
} }`;

async function venueOf(api: Api, id: string): Promise<VenueFacts> {
  return (await api.ask<{ venue: VenueFacts }>(null, VENUE, { id })).venue;
}

/** Addresses of parts differ from run to run; all else is the same. */
const jsonOf = ({ parts: _parts, ...story }: VenueStory): object => story;

function told(story: VenueStory): Told {
  return {
    ...{ text: renderVenue(story), json: jsonOf(story), isClean: isClean(story.closing), sandbox: null },
    invitation: ['npm run -s token -- venue signs you in as the exchange (docs/guides/running-a-venue.md).'],
  };
}
