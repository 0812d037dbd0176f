/** What the API is set up with; frozen at start. The composition root checks that secrets are long enough. */

/** One key of access tokens. The first of the list signs; all of the list verify, so that keys can rotate. */
export interface TokenKey {
  /** Letters, digits, hyphens. */
  kid: string;
  /** At least 32 bytes. */
  secret: Uint8Array;
}

/** A bucket holds `burst` and fills by `perSecond`. */
export interface RateLimit {
  burst: number;
  perSecond: number;
}

export interface ApiSettings {
  /** True: advanceClock, createTestFunds, introspection and GraphiQL exist. */
  sandbox: boolean;
  /** Where clients reach the service, for example `https://bulwark.example`. Sign-in messages name it. */
  publicUrl: string;
  /** Chains that a sign-in message may name. */
  chainIds: readonly number[];
  /** Proxies in front of the service that are trusted to say who calls: their number, or false. */
  trustProxy: number | false;
  tokens: {
    issuer: string;
    audience: string;
    keys: readonly TokenKey[];
    /** Longest life of a token that is accepted; ACCESS_SECONDS but in a sandbox. */
    accessSecondsMax: number;
  };
  /** Derives the successor of a refresh token; at least 32 bytes. */
  refreshSecret: Uint8Array;
  /** Shared by the processes of one service. */
  forwardSecret: string;
  rateLimits: { principalCost: RateLimit; addressRequests: RateLimit; addressCost: RateLimit };
}
