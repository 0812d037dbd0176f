// A thread that ends without an answer for one seed, and finds nothing for any other.
import { parentPort, workerData } from 'node:worker_threads';

if (workerData.asked.seed === 3) process.exit(1);
parentPort.postMessage([]);
