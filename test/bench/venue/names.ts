/** Names of the cells, as the table shows them. */
export const NAMES = {
  reports: 'Bulwark, 64 clients, one market, a report a call',
  batches: 'Bulwark, 4 clients, one market, 50 reports a call',
  naive: 'Mongoose transaction a report, 64 clients, one market',
  solvency: 'solvency report while 64 clients buy',
  sums: 'audit of entries: sums and sequences',
  chain: 'audit of entries: chain of hashes, streamed',
  server: "the server's own $sum over them",
} as const;
