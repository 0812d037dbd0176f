// The door into a thread: a thread begins as plain JavaScript, and what it runs is TypeScript.
import { parentPort } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { serveTasks } = await import('./worker.ts');
serveTasks(parentPort);
