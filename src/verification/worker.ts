/** Runs in a thread of its own: verifies the reports of one task after the other. Begun by worker.mjs. */
import type { MessagePort } from 'node:worker_threads';
import { findFamily } from '../../oracles/registry.ts';
import type { RawObservation } from '../domain/feed/observation.ts';
import type { VerifyTask } from '../market/feed/submitObservations.ts';

/** What became of one task. A task that cannot be done fails alone, whatever came with it. */
export type VerifyAnswer = { observations: RawObservation[] } | { error: unknown };

/** Answers the tasks of each message in their order. */
export function serveTasks(port: MessagePort): void {
  port.on('message', async (tasks: readonly VerifyTask[]) => {
    const answers: VerifyAnswer[] = [];
    for (const task of tasks) answers.push(await answerOf(task));
    port.postMessage(answers);
  });
}

async function answerOf({ family, config, target, reports }: VerifyTask): Promise<VerifyAnswer> {
  try {
    const push = findFamily(family)?.push ?? null;
    if (push === null) throw new Error(`no reports of a family ${family} are sent`);
    return { observations: await push.verify(config, target, reports) };
  } catch (error) {
    return { error };
  }
}
