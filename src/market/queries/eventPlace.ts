/** Where an event stands in the journal, and the id that it has from there. */
import type { EventPosition } from './port.ts';

/** As an index: behind every event of one command. */
export const LAST_INDEX = Number.MAX_SAFE_INTEGER;

/** Example: `evt_1204_0` for the first event of command 1204. */
export const eventIdOf = ({ sequence, index }: EventPosition): string => `evt_${sequence}_${index}`;
