/** Signing in and staying signed in. */
import type { AuthDependencies } from './authDependencies.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createWalletSignIn, type WalletSignIn } from './walletSignIn.ts';

export type AuthService = WalletSignIn & Sessions;

export function createAuthService(dependencies: AuthDependencies): AuthService {
  return { ...createWalletSignIn(dependencies), ...createSessions(dependencies) };
}
