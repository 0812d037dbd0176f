/** Turns the configuration into what the API is set up with. */
import { createHash } from 'node:crypto';
import type { ApiSettings } from './api/settings.ts';
import type { Config } from './config.ts';
import { ACCESS_SECONDS } from './domain/shared/limits.ts';
import { DAY_SECONDS } from './domain/shared/units.ts';

/** Tokens of a sandbox may outlive whatever is done to its clock. */
const SANDBOX_TOKEN_SECONDS_MAX = 400 * DAY_SECONDS;

/** Rates: a person at a screen never meets them, a loop does (docs/operating/limits.md). */
const RATE_LIMITS = {
  principalCost: { burst: 20_000, perSecond: 2_000 },
  addressRequests: { burst: 600, perSecond: 100 },
  addressCost: { burst: 20_000, perSecond: 2_000 },
};

/** A sandbox is tried by one reader and measured by programs on the same machine. */
const SANDBOX_RATE_LIMITS = {
  principalCost: { burst: 1_000_000, perSecond: 100_000 },
  addressRequests: { burst: 100_000, perSecond: 10_000 },
  addressCost: { burst: 1_000_000, perSecond: 100_000 },
};

/** The API's settings. The present key signs; the one before it still verifies. */
export function apiSettings({ secrets, sandbox, publicUrl, chainIds, trustProxy }: Config): ApiSettings {
  const tokenSecrets = [secrets.token, ...(secrets.tokenPrevious === null ? [] : [secrets.tokenPrevious])];
  return {
    sandbox,
    publicUrl,
    chainIds,
    trustProxy,
    tokens: {
      issuer: publicUrl,
      audience: publicUrl,
      keys: tokenSecrets.map((secret) => ({ kid: keyIdOf(secret), secret: Buffer.from(secret) })),
      accessSecondsMax: sandbox ? SANDBOX_TOKEN_SECONDS_MAX : ACCESS_SECONDS,
    },
    refreshSecret: Buffer.from(secrets.refresh),
    forwardSecret: secrets.forward,
    rateLimits: sandbox ? SANDBOX_RATE_LIMITS : RATE_LIMITS,
  };
}

/** A key is named by its own hash, so that its name stays when it becomes the previous one. */
function keyIdOf(secret: string): string {
  return createHash('sha256').update(`key id of ${secret}`).digest('hex').slice(0, 12);
}
