/** What `npm run demo` takes. */
import type { CommandSpec } from '../shared/arguments.ts';

export const DEMO: CommandSpec = {
  call: 'npm run demo --',
  summary:
    'Plays a story through a real database, a real chain and the service, tells who was paid and why, and keeps serving.',
  options: {
    scenario: { value: 'NAME', standard: 'peg', text: 'peg, venue or cascade' },
    series: { value: 'FILE', text: 'for peg: CSV with the header time,value; by default USDC in March 2023' },
    port: { value: 'PORT', standard: '4000', text: 'port of the service; 0 for a free one' },
    json: { text: 'print one JSON object instead of the story' },
    exit: { text: 'stop after the story' },
    fresh: { text: 'throw away what earlier demos left in their folder' },
  },
  notes: [
    'peg      a stablecoin loses its peg, and whoever was covered is paid',
    'venue    an exchange fills its fund through a calm week, and a crash drains it and all that is behind it',
    'cascade  four of eight groups fail at once, and every layer is used up in its order',
    'Each run tells its story on a new ledger; --fresh also removes the database files of earlier runs.',
    'Progress goes to stderr. Call it as npm run -s demo -- --json to have the JSON alone on stdout.',
  ],
};
