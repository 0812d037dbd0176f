/**
 * Lets what several lanes send first be decided as one: the sequencer folds into a batch what arrives
 * together, and lanes that have each looked something up arrive a little apart.
 */
import { GATHERING_MS } from '../domain/shared/limits.ts';
import type { Begun } from './context.ts';

type Submit = Begun['market']['submit'];

export interface Gathering {
  /** Submits with what the other parts submit first, and straight on from then on. */
  readonly submit: Submit;
  /** Does one part, for which those that submit wait until it submits something too, or has ended. */
  doing<Result>(part: () => Promise<Result>): Promise<Result>;
}

/**
 * Passes on what was submitted once no part that is being done could add to it, or after `GATHERING_MS`: a
 * slow source holds nobody up.
 */
export function gathering(submit: Submit): Gathering {
  let parts = 0;
  let waiting: (() => void)[] | null = [];
  let timer: NodeJS.Timeout | undefined;

  function passOn(): void {
    clearTimeout(timer);
    const first = waiting ?? [];
    waiting = null;
    for (const go of first) go();
  }
  function look(): void {
    if (waiting !== null && waiting.length > 0 && waiting.length >= parts) passOn();
  }

  return {
    submit(submission) {
      if (waiting === null) return submit(submission);
      timer ??= setTimeout(passOn, GATHERING_MS);
      return new Promise((resolve, reject) => {
        waiting?.push(() => void submit(submission).then(resolve, reject));
        look();
      });
    },
    async doing(part) {
      parts += 1;
      try {
        return await part();
      } finally {
        parts -= 1;
        look();
      }
    },
  };
}
