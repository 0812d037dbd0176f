/** Names of the cells, as the table shows them. */
export const NAMES = {
  ours64: 'Bulwark, 64 clients, one pool',
  ours16: 'Bulwark, 16 clients, one pool',
  ours1: 'Bulwark, 1 client, one pool',
  ours50Pools: 'Bulwark, 64 clients, 50 pools',
  grouped: 'raw grouped write, 64 at a time (bulk API)',
  groupedPlain: 'raw grouped write, 64 at a time (plain commands)',
  naive64: 'Mongoose transaction each, 64 clients, one pool',
  naive16: 'Mongoose transaction each, 16 clients, one pool',
  naive1: 'Mongoose transaction each, 1 client, one pool',
  naive50Pools: 'Mongoose transaction each, 64 clients, 50 pools',
  medici64: 'medici, 64 clients, one pool',
  medici1: 'medici, 1 client, one pool',
  graphql: 'GraphQL, 64 clients, one process',
  graphqlTwo: 'GraphQL, 64 clients, two processes',
  graphqlNaive: 'GraphQL, 64 clients, naive resolver',
} as const;
