/**
 * A family of feeds whose sources say what a test tells them to: for
 * what a real chain shows only on a bad day.
 */
import { z } from 'zod';
import { defineFamily, type PollResult, type RawObservation, SourceError } from '../../oracles/adapter.ts';
import type { SourceRegistration } from './world.ts';

export interface Script {
  /** What the source has, oldest first; it is final. */
  final: RawObservation[];
  /** What it sees beyond its final blocks. */
  ahead: RawObservation[];
  /** Set while the source cannot be read. */
  failure: SourceError | null;
  /** How far it can be read; null: to the time that is asked for. */
  readThrough: PollResult['readThrough'];
  /** Hashes that the final chain has now, by block. */
  hashes: Map<number, string>;
  /** Observations of one page. */
  pageSize: number;
  polls: number;
}

export function newScript(): Script {
  return {
    final: [],
    ahead: [],
    failure: null,
    readThrough: null,
    hashes: new Map(),
    pageSize: 100,
    polls: 0,
  };
}

/** A family over scripts by source id. */
export function scripted(scripts: Record<string, Script>) {
  return defineFamily({
    name: 'scripted',
    yields: 'OBSERVATIONS',
    config: z.strictObject({}),
    open: (_config, { sourceId, now }) => ({
      async poll({ cursor, until = now() }) {
        const script = scripts[sourceId];
        if (script === undefined) throw new SourceError('CONFIG', 'There is no such script.');
        script.polls += 1;
        if (script.failure !== null) throw script.failure;
        const start = Number(cursor ?? '0');
        const page = script.final.slice(start, start + script.pageSize);
        const known = page.filter(({ observedAt }) => observedAt <= until);
        const end = start + known.length;
        const more = known.length === script.pageSize && end < script.final.length;
        const eventTime = more ? (known.at(-1)?.observedAt ?? until) - 1 : until;
        const readThrough = script.readThrough ?? { eventTime };
        return {
          observations: known,
          watch: more ? [] : script.ahead,
          cursor: String(end),
          readThrough,
          more,
        };
      },
      async finalHash(block) {
        const script = scripts[sourceId];
        if (script?.failure) throw script.failure;
        return script?.hashes.get(block) ?? null;
      },
      async close() {},
    }),
  });
}

export function scriptedSource(sourceId: string, operators: string[]): SourceRegistration {
  return {
    sourceId,
    family: 'scripted',
    config: {},
    heartbeatSeconds: 3_600,
    marginSeconds: 3_600,
    operators,
  };
}

/** A report in 8 decimals. The round is its time unless it is given. */
export function report(
  source: string,
  operator: string,
  observedAt: number,
  value: bigint,
  more: Partial<RawObservation> = {},
): RawObservation {
  const round = String(observedAt);
  return { source, operator, round, value, decimals: 8, observedAt, finalized: true, ...more };
}

/** A final block that the source sees with two hashes, which end in these digits. */
export function splitAt(block: number, [one, other]: readonly [string, string] = ['a', 'b']): SourceError {
  const hashes = [digitHash(one), digitHash(other)] as const;
  return new SourceError('CHAIN_SPLIT', 'It has two hashes.', { chainId: 1, block, hashes });
}

/** The hash of a block that is one digit, again and again. */
export const digitHash = (digit: string): string => `0x${digit.repeat(64)}`;
