/**
 * GraphiQL for the sandbox: self-contained, opened with saved tabs, and signed in when the address has a
 * token.
 */
import type { GraphiQLOptions } from 'graphql-yoga';

const WELCOME = `# Bulwark. Run each tab from left to right; ids come from the first one.
# Press Ctrl-Space for what can be asked; every field is described in the docs panel.
query Market {
  products(filter: { status: CALM }) {
    nodes {
      id name status annualRate { percent } trigger { sentence }
      capacity { decimal asset { id symbol decimals } }
    }
  }
  pools { nodes { id name status capital { decimal } utilisation { percent } } }
}
`;

const QUOTE = `query Quote($productId: ID!) {
  quote(items: { productId: $productId, coverAmount: "1000000000", termSeconds: 1209600 }) {
    quote {
      token expiresAt premium { decimal asset { symbol } }
      items { coverFrom coverUntil annualRate { percent } }
    }
    errors { code message remedy }
  }
}
`;

const BUY = `# Needs a session, and a new Idempotency-Key in the headers below for each purchase.
mutation Buy($quoteToken: String!) {
  buyPolicies(input: { quoteToken: $quoteToken }) {
    policies { id status coverFrom coverUntil }
    premium { decimal }
    errors { code message remedy }
    replayed
  }
}
`;

const MINE = `query Mine {
  viewer {
    id
    balances { asset { symbol } available { decimal } }
    policies { nodes { id status statusReason coverRemaining { decimal } payouts { paid { decimal } } } }
  }
}
`;

const LIVE = `subscription Live {
  events { type at nodeId changes }
}
`;

/**
 * What an access token is made of. Anything else never gets into the page, where it would be read as script.
 */
const TOKEN = /^[A-Za-z0-9._-]+$/;

/** The page's settings. `token` is an access token, or null. */
export function graphiqlOptions(token: string | null): GraphiQLOptions {
  const authorization = token !== null && TOKEN.test(token) ? { Authorization: `Bearer ${token}` } : {};
  const headers = JSON.stringify(authorization, null, 2);
  const buyHeaders = JSON.stringify({ ...authorization, 'Idempotency-Key': 'my-first-purchase' }, null, 2);
  const tab = (query: string, variables = '') => ({ query, variables, headers });
  return {
    title: 'Bulwark',
    headers,
    shouldPersistHeaders: true,
    subscriptionsProtocol: 'SSE',
    defaultTabs: [
      tab(WELCOME),
      tab(QUOTE, '{ "productId": "" }'),
      { ...tab(BUY, '{ "quoteToken": "" }'), headers: buyHeaders },
      tab(MINE),
      tab(LIVE),
    ],
  };
}

/** The documents of the tabs, for the test that runs them against the schema. */
export const GRAPHIQL_DOCUMENTS = [WELCOME, QUOTE, BUY, MINE, LIVE];

/** What the page may load: itself and nothing else. Its scripts and styles stand in the page. */
export const GRAPHIQL_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
  "worker-src 'self' blob: data:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');
