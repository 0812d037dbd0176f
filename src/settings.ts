/** Turns the configuration into what the API is set up with. */
import { createHash, hkdfSync } from 'node:crypto';
import type { ApiSettings } from './api/settings.ts';
import type { Config } from './config.ts';
import {
  ACCESS_SECONDS,
  ADDRESS_COST,
  ADDRESS_REQUESTS,
  PRINCIPAL_COST,
  SANDBOX_ACCESS_SECONDS,
  SANDBOX_ADDRESS_COST,
  SANDBOX_ADDRESS_REQUESTS,
  SANDBOX_PRINCIPAL_COST,
} from './domain/shared/limits.ts';

/** Rates: a person at a screen never meets them, a loop does (docs/operating/limits.md). */
const RATES = { principalCost: PRINCIPAL_COST, addressRequests: ADDRESS_REQUESTS, addressCost: ADDRESS_COST };

const SANDBOX_RATES = {
  principalCost: SANDBOX_PRINCIPAL_COST,
  addressRequests: SANDBOX_ADDRESS_REQUESTS,
  addressCost: SANDBOX_ADDRESS_COST,
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
      accessSecondsMax: sandbox ? SANDBOX_ACCESS_SECONDS : ACCESS_SECONDS,
    },
    refreshSecret: Buffer.from(secrets.refresh),
    forwardSecret: secrets.forward,
    rateLimits: sandbox ? SANDBOX_RATES : RATES,
  };
}

/** The private key of what the service signs of itself. */
export function signingKeyOf({ signingKey, secrets }: Config): `0x${string}` {
  if (signingKey !== null) return signingKey as `0x${string}`;
  const derived = hkdfSync('sha256', secrets.quote, '', 'the key of the solvency report', 32);
  return `0x${Buffer.from(derived).toString('hex')}`;
}

/** What the secrets of webhooks follow from. */
export function webhookKeyOf({ webhooks, secrets }: Config): Uint8Array {
  const origin = webhooks.secret ?? secrets.quote;
  return new Uint8Array(hkdfSync('sha256', origin, '', 'the secrets of webhooks', 32));
}

/** A key is named by its own hash, so that its name stays when it becomes the previous one. */
function keyIdOf(secret: string): string {
  return createHash('sha256').update(`key id of ${secret}`).digest('hex').slice(0, 12);
}
