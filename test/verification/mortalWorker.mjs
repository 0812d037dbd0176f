// A thread that ends when it is asked anything.
import { parentPort } from 'node:worker_threads';

parentPort.on('message', () => process.exit(1));
