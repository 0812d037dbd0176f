/** Reads back the states that closings name by the hash of their canonical text. */
import type { FeedState } from '../../domain/feed/fold.ts';
import type { RuleState } from '../../domain/trigger/state.ts';

const INTEGER = /^-?\d+n$/;

function integer(text: string): bigint {
  return BigInt(text.slice(0, -1));
}

/** What a rule remembers: numbers and integers only, so that every text in it is one. */
export function parseRuleState(text: string): RuleState {
  const revive = (_name: string, value: unknown): unknown =>
    typeof value === 'string' && INTEGER.test(value) ? integer(value) : value;
  return JSON.parse(text, revive) as RuleState;
}

/** What forming readings remembers. Names may look like integers: only the values of voices are. */
export function parseFoldState(text: string): FeedState {
  const state = JSON.parse(text) as { voices: { value: string }[] };
  const voices = state.voices.map((voice) => ({ ...voice, value: integer(voice.value) }));
  return { ...state, voices } as unknown as FeedState;
}
