/** Starts a chain, says where it listens and waits to be ended; `exit` ends at once, without closing it. */
import { startAnvil } from '../../../src/cli/chain/anvil.ts';

const anvil = await startAnvil();
process.stdout.write(`${anvil.url}\n`, () => {
  if (process.argv[2] === 'exit') process.exit(0);
  if (process.argv[2] === 'hold') setInterval(() => {}, 60_000);
});
