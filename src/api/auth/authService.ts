/** Signing in, staying signed in, and keys of programs. */
import { type ApiKeys, createApiKeys } from './apiKeys.ts';
import type { AuthDependencies } from './authDependencies.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createWalletSignIn, type WalletSignIn } from './walletSignIn.ts';

export type AuthService = WalletSignIn & Sessions & ApiKeys;

export function createAuthService(dependencies: AuthDependencies): AuthService {
  return {
    ...createWalletSignIn(dependencies),
    ...createSessions(dependencies),
    ...createApiKeys(dependencies),
  };
}
