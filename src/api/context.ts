/** What every resolver gets: who calls, the marketplace, and the loaders of this one request. */
import type { Logger } from 'pino';
import type { Principal } from '../market/command.ts';
import type { AuthService } from './auth/authService.ts';
import type { Scope } from './auth/scopes.ts';
import type { CostGate } from './hardening/costGate.ts';
import type { Loaders } from './loaders/loaders.ts';
import type { ApiMetrics } from './metrics.ts';
import type { FeedFamilies, Market, Sandbox, Webhooks } from './ports.ts';
import type { ApiSettings } from './settings.ts';
import type { StreamCounts } from './streams/streamCounts.ts';

/** What lives as long as the service. */
export interface ApiServices {
  market: Market;
  sandbox: Sandbox | null;
  families: FeedFamilies;
  webhooks: Webhooks;
  settings: ApiSettings;
  auth: AuthService;
  gate: CostGate;
  streams: StreamCounts;
  metrics: ApiMetrics;
  log: Logger;
}

/** Who sent a request, and what came with it. */
export interface RequestFacts {
  requestId: string;
  /** The caller's network address. */
  address: string;
  idempotencyKey: string | null;
}

/** What the answer's headers have to say; resolvers fill it in. */
export interface ResponseNotes {
  replayed: boolean;
  headers: Record<string, string>;
}

export interface ApiContext {
  services: ApiServices;
  facts: RequestFacts;
  notes: ResponseNotes;
  /** The account that is signed in, or null. */
  caller: Principal | null;
  /** What the key that was sent may do; null for a session, which may do everything, and for nobody. */
  scopes: readonly Scope[] | null;
  loaders: Loaders;
}
