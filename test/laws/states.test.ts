import { describe, expect, test } from 'vitest';
import { AUCTION_TRANSITIONS, transitionAuction } from '../../src/domain/auction/states.ts';
import { COMMITMENT_TRANSITIONS, transitionCommitment } from '../../src/domain/commitment/states.ts';
import { PROPOSAL_TRANSITIONS, transitionProposal } from '../../src/domain/governance/states.ts';
import { INCIDENT_TRANSITIONS, transitionIncident } from '../../src/domain/incident/states.ts';
import {
  ORDER_TRANSITIONS,
  TRADE_TRANSITIONS,
  transitionOrder,
  transitionTrade,
} from '../../src/domain/order/states.ts';
import { POLICY_TRANSITIONS, transitionPolicy } from '../../src/domain/policy/states.ts';
import {
  POOL_TRANSITIONS,
  transitionPool,
  transitionWithdrawal,
  WITHDRAWAL_TRANSITIONS,
} from '../../src/domain/pool/states.ts';
import {
  PRODUCT_PHASE_AT_START,
  PRODUCT_TRANSITIONS,
  transitionProduct,
} from '../../src/domain/product/states.ts';
import { eventsOf } from '../../src/domain/shared/transition.ts';
import {
  LIQUIDATION_TRANSITIONS,
  transitionLiquidation,
  transitionVenue,
  VENUE_TRANSITIONS,
} from '../../src/domain/venue/states.ts';
import { sourcesUnder } from './support/sources.ts';

interface Machine {
  rows: readonly { from: string; event: string; to: string }[];
  step(from: string, event: string): string | null;
  start: string;
  /** The states that nothing leads out of. */
  ends: readonly string[];
}

const MACHINES: Record<string, Machine> = {
  policy: {
    rows: POLICY_TRANSITIONS,
    step: (from, event) => transitionPolicy(from as never, event as never),
    start: 'WAITING',
    ends: ['CANCELLED', 'EXPIRED', 'PAID', 'VOID'],
  },
  product: {
    rows: PRODUCT_TRANSITIONS,
    step: (from, event) => transitionProduct(from as never, event as never),
    start: PRODUCT_PHASE_AT_START,
    ends: [],
  },
  pool: {
    rows: POOL_TRANSITIONS,
    step: (from, event) => transitionPool(from as never, event as never),
    start: 'OPEN',
    ends: ['WIPED'],
  },
  proposal: {
    rows: PROPOSAL_TRANSITIONS,
    step: (from, event) => transitionProposal(from as never, event as never),
    start: 'OPEN',
    ends: ['CANCELLED', 'EXECUTED'],
  },
  withdrawal: {
    rows: WITHDRAWAL_TRANSITIONS,
    step: (from, event) => transitionWithdrawal(from as never, event as never),
    start: 'QUEUED',
    ends: ['CANCELLED', 'PAID'],
  },
  auction: {
    rows: AUCTION_TRANSITIONS,
    step: (from, event) => transitionAuction(from as never, event as never),
    start: 'OPEN',
    ends: ['ENDED', 'FILLED'],
  },
  commitment: {
    rows: COMMITMENT_TRANSITIONS,
    step: (from, event) => transitionCommitment(from as never, event as never),
    start: 'OFFERED',
    ends: ['CANCELLED', 'ENDED'],
  },
  order: {
    rows: ORDER_TRANSITIONS,
    step: (from, event) => transitionOrder(from as never, event as never),
    start: 'OPEN',
    ends: ['CANCELLED', 'CLOSED', 'EXPIRED', 'FILLED'],
  },
  trade: {
    rows: TRADE_TRANSITIONS,
    step: (from, event) => transitionTrade(from as never, event as never),
    start: 'PENDING',
    ends: ['DONE', 'VOID'],
  },
  venue: {
    rows: VENUE_TRANSITIONS,
    step: (from, event) => transitionVenue(from as never, event as never),
    start: 'PENDING',
    ends: [],
  },
  liquidation: {
    rows: LIQUIDATION_TRANSITIONS,
    step: (from, event) => transitionLiquidation(from as never, event as never),
    start: 'OPENED',
    ends: ['LAPSED', 'SETTLED'],
  },
  incident: {
    rows: INCIDENT_TRANSITIONS,
    step: (from, event) => transitionIncident(from as never, event as never),
    start: 'CONFIRMED',
    ends: ['PAID', 'REVERSED'],
  },
};

const statesOf = ({ rows }: Machine) => [...new Set(rows.flatMap(({ from, to }) => [from, to]))].sort();

describe('law 7: state machines are tables', () => {
  test('every table of the rules is walked here', () => {
    const tables = sourcesUnder('src/domain').flatMap(({ text }) =>
      [...text.matchAll(/export const (\w+)_TRANSITIONS\b/g)].map(([, name = '']) => name.toLowerCase()),
    );
    expect(tables.sort()).toEqual(Object.keys(MACHINES).sort());
  });

  describe.each(Object.entries(MACHINES))('%s', (_name, machine) => {
    const states = statesOf(machine);
    const events = [...new Set(machine.rows.map(({ event }) => event))];

    test('reaches every state from its first', () => {
      const reached = new Set([machine.start]);
      for (const state of reached)
        for (const { from, to } of machine.rows) if (from === state) reached.add(to);
      expect([...reached].sort()).toEqual(states);
    });

    test('ends where it says and nowhere else', () => {
      const ends = states.filter((state) => eventsOf(machine.rows, state).length === 0);
      expect(ends).toEqual(machine.ends);
    });

    test('can get from every state to an end, or goes round for ever by design', () => {
      const ends = machine.ends.length === 0 ? [machine.start] : machine.ends;
      for (const state of states) {
        const reached = new Set([state]);
        for (const at of reached) for (const { from, to } of machine.rows) if (from === at) reached.add(to);
        expect(
          [...reached].some((at) => ends.includes(at)),
          state,
        ).toBe(true);
      }
    });

    test('allows exactly what its table says, each once', () => {
      for (const from of states) {
        for (const event of events) {
          const rows = machine.rows.filter((row) => row.from === from && row.event === event);
          expect(rows.length, `${from} ${event}`).toBeLessThanOrEqual(1);
          expect(machine.step(from, event), `${from} ${event}`).toBe(rows[0]?.to ?? null);
        }
      }
    });
  });
});
