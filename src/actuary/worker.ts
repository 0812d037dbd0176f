/** Runs in a thread of its own: walks one range of paths after the other. Begun by worker.mjs. */
import type { MessagePort } from 'node:worker_threads';
import { type PathRange, type Walk, walkPaths } from './walkPaths.ts';

/** Answers each range with what was walked. */
export function serveRanges(port: MessagePort, walk: Walk): void {
  port.on('message', (range: PathRange) => port.postMessage(walkPaths(walk, range)));
}
