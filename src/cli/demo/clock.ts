/** A clock that stands still until it is moved: the story's time, and afterwards the reader's. */
import type { UnixSeconds } from '../../domain/shared/units.ts';

export interface VirtualClock {
  now(): UnixSeconds;
  /** Moves forward; time never goes back. */
  moveTo(at: UnixSeconds): void;
}

/** A clock that shows `at`. */
export function virtualClock(at: UnixSeconds): VirtualClock {
  let time = at;
  return {
    now: () => time,
    moveTo(next) {
      if (next < time) throw new RangeError(`the clock shows ${time} and cannot go back to ${next}`);
      time = next;
    },
  };
}
