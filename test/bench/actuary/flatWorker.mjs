// The door into a thread that walks flat: a thread begins as plain JavaScript.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { flatWalk } = await import('./flatWalk.ts');
const { book, seed, years, from, count } = workerData;
parentPort.postMessage(flatWalk(book, seed, years, from, count));
