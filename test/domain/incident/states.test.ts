import { describe, expect, test } from 'vitest';
import {
  INCIDENT_TRANSITIONS,
  type IncidentEvent,
  type IncidentStatus,
  transitionIncident,
} from '../../../src/domain/incident/states.ts';

function walk(events: readonly IncidentEvent[]): IncidentStatus | null {
  let state: IncidentStatus | null = 'CONFIRMED';
  for (const event of events) state = state && transitionIncident(state, event);
  return state;
}

const PAY: IncidentEvent[] = ['ASSESSMENT_STARTED', 'ASSESSED', 'ALLOCATED', 'PAYMENT_STARTED', 'PAID'];

describe('incident states', () => {
  test('lead exactly where the table says', () => {
    for (const { from, event, to } of INCIDENT_TRANSITIONS) expect(transitionIncident(from, event)).toBe(to);
    const keys = INCIDENT_TRANSITIONS.map(({ from, event }) => `${from} ${event}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('settle a binary incident at once and the others after their window, then pay', () => {
    expect(walk(['SETTLED', ...PAY])).toBe('PAID');
    expect(walk(['SETTLEMENT_OPENED', 'SETTLED', ...PAY])).toBe('PAID');
    expect(walk(['SETTLED', 'DELAYED', 'CHAIN_SPLIT', 'FORK_RULED', ...PAY])).toBe('PAID');
  });

  test('go on by themselves after a delay, and after a new result', () => {
    expect(walk(['SETTLED', 'DELAYED', 'DELAYED', ...PAY])).toBe('PAID');
    expect(walk(['SETTLED', 'DELAYED', 'RE_EVALUATED'])).toBe('CHALLENGE');
    expect(walk(['SETTLED', 'RE_EVALUATED', ...PAY])).toBe('PAID');
  });

  test('can be reversed only before the assessment begins', () => {
    const before: IncidentStatus[] = ['CONFIRMED', 'SETTLING', 'CHALLENGE', 'DELAYED', 'FORK_HELD'];
    for (const from of before) expect(transitionIncident(from, 'REVERSED')).toBe('REVERSED');
    const after: IncidentStatus[] = ['ASSESSING', 'FINAL', 'ALLOCATED', 'PAYING', 'PAID'];
    for (const from of after) expect(transitionIncident(from, 'REVERSED')).toBeNull();
  });

  test('allocate once', () => {
    expect(INCIDENT_TRANSITIONS.filter(({ to }) => to === 'ALLOCATED')).toHaveLength(1);
    expect(transitionIncident('ALLOCATED', 'ALLOCATED')).toBeNull();
  });

  test('never leave PAID or REVERSED', () => {
    const ended = INCIDENT_TRANSITIONS.filter(({ from }) => from === 'PAID' || from === 'REVERSED');
    expect(ended).toEqual([]);
  });
});
