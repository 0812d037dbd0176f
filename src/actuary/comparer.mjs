// The door into a thread: a thread begins as plain JavaScript, and what it runs is TypeScript.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { compareOnce } = await import('./comparer.ts');
compareOnce(parentPort, workerData);
