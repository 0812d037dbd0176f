/** Runs in a thread of its own: simulates what it begins with, and has done then. Begun by comparer.mjs. */
import type { MessagePort } from 'node:worker_threads';
import type { BookPair, RuinAsked } from '../domain/book/ruin.ts';
import { compareRuin } from './compareRuin.ts';

/** What a thread begins with. */
export interface RuinQuestion {
  readonly pairs: readonly BookPair[];
  readonly asked: RuinAsked;
}

/** Answers with what was found of each pair. */
export function compareOnce(port: MessagePort, { pairs, asked }: RuinQuestion): void {
  port.postMessage(compareRuin(pairs, asked));
}
