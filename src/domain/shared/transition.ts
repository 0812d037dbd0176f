/** State machines as tables (law 7): what may follow what is data, and a test walks it. */

export interface Transition<State extends string, Event extends string> {
  readonly from: State;
  readonly event: Event;
  readonly to: State;
}

/** The state that follows, or null where the table does not allow the event. */
export function nextState<State extends string, Event extends string>(
  table: readonly Transition<State, Event>[],
  from: State,
  event: Event,
): State | null {
  return table.find((row) => row.from === from && row.event === event)?.to ?? null;
}

/** Events that a state allows, in the table's order: what a refusal names as allowed. */
export function eventsOf<State extends string, Event extends string>(
  table: readonly Transition<State, Event>[],
  from: State,
): Event[] {
  return table.filter((row) => row.from === from).map((row) => row.event);
}

/** One row for each state that an event may come from. */
export function rows<State extends string, Event extends string>(
  states: readonly State[],
  event: Event,
  to: State,
): Transition<State, Event>[] {
  return states.map((from) => ({ from, event, to }));
}
