/** Liquidations of one market: at the service's own door, and the rival doing the same work. */
import { WAD } from '../../../src/domain/shared/units.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import type { LiquidationReport } from '../../../src/market/venue/liquidationInput.ts';
import type { LiquidationAnswer } from '../../../src/market/venue/submitLiquidations.ts';
import { person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { closed, opened, registerTestVenue, stateOfMarket, VENUE_KEY } from '../../support/venue.ts';
import { type Cell, cell } from '../shared/cells.ts';
import { drive } from '../shared/drive.ts';
import type { BenchServer } from '../shared/server.ts';
import type { Stops } from '../shared/withServer.ts';
import { openWorld } from '../shared/world.ts';
import { openNaiveReports } from './naiveReports.ts';
import { NAMES } from './names.ts';

const CLIENTS = 64;
const BATCH = 50;
/** Batches are long: few at a time, or none ends in time. */
const BATCH_CLIENTS = 4;
const RANGE = { low: 50n * WAD, high: 200n * WAD, evidence: 'a'.repeat(64) };
/** So much that no worst case of a run meets an empty fund. */
const FUNDS = 10n ** 8n * UNIT;

/** Opens both, each on a database of its own. What is to be stopped goes onto `stops`. */
export async function openReportCells(server: BenchServer, stops: Stops): Promise<Cell[]> {
  const one = await openVenue(server.uri('venue'), stops);
  const naive = await openNaiveReports(server.uri('venue-naive'));
  stops.push(naive.stop);
  const reports: Cell = {
    ...{ name: NAMES.reports, clients: CLIENTS },
    async measure(options) {
      await one.freshen();
      return drive(options, (client) => one.report(client));
    },
  };
  const batches: Cell = {
    ...{ name: NAMES.batches, clients: BATCH_CLIENTS, unitsPerCall: BATCH, stretch: 2 },
    async measure(options) {
      await one.freshen();
      return drive(options, () => one.batch());
    },
  };
  const rival = cell(NAMES.naive, CLIENTS, (client) => naive.report(client));
  // Its transactions retry for seconds on one market: a short look would flatter.
  return [reports, batches, { ...rival, stretch: 2, inOnePiece: true }];
}

async function openVenue(uri: string, stops: Stops) {
  const world = await openWorld(uri, { markets: 1, buyers: 0 });
  stops.push(world.stop);
  const { place, markets } = world;
  const [{ assetId, feedId } = { assetId: '', feedId: '' }] = markets;
  const operator = person(600);
  await place.must(SYSTEM, 'registerAccount', { address: operator.address, roles: [] });
  const funding = { accountId: operator.id, assetId, amount: 4n * FUNDS, reference: 'opening' };
  await place.must(SYSTEM, 'creditAccount', funding);
  const { venueId, marketIds } = await registerTestVenue(place, operator, { assetId, feedId });
  const [marketId = ''] = marketIds;
  const funds = [reserveIdOf('VENUE_COLLATERAL', venueId), reserveIdOf('MARKET_FUND', marketId)];
  for (const reserveId of funds)
    await place.must(operator, 'contributeToReserve', { reserveId, amount: FUNDS, kind: 'TRADING_FEE' });
  await stateOfMarket(place, operator, marketId);
  let count = 0;
  const open = new Map<number, string>();
  async function submit(liquidations: LiquidationReport[]): Promise<void> {
    const ranges = liquidations.map(({ phase }) => (phase === 'CLOSED' ? RANGE : null));
    const input = { marketId, liquidations, ranges, signer: VENUE_KEY.address };
    const { results } = await place.must<LiquidationAnswer>(operator, 'submitLiquidations', input);
    const rejected = results.find(({ rejection }) => rejection !== null);
    if (rejected !== undefined) throw new Error(`a report was not taken: ${rejected.rejection}`);
  }
  const next = () => `b-${++count}`;
  return {
    /** The next report of a client: a liquidation opens, and is closed by the report after. */
    async report(client: number): Promise<void> {
      const { now } = place.clock;
      const before = open.get(client);
      const externalId = before ?? next();
      if (before === undefined) open.set(client, externalId);
      else open.delete(client);
      await submit([before === undefined ? opened(externalId, now) : closed(externalId, now, 93n)]);
    },
    async batch(): Promise<void> {
      const { now } = place.clock;
      const ids = Array.from({ length: BATCH / 2 }, next);
      await submit(ids.flatMap((id) => [opened(id, now), closed(id, now, 93n)]));
    },
    /** Reports are judged on a state of the last minute. */
    async freshen(): Promise<void> {
      place.clock.now += 1;
      await stateOfMarket(place, operator, marketId);
    },
  };
}
