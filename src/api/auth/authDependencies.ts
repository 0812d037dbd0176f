/** What signing in is made with. */
import type { Logger } from 'pino';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { AccessModels } from '../../store/access/accessModels.ts';
import type { ApiMetrics } from '../metrics.ts';
import type { ApiSettings } from '../settings.ts';

export interface AuthDependencies {
  models: AccessModels;
  settings: ApiSettings;
  metrics: ApiMetrics;
  log: Logger;
  now(): UnixSeconds;
}
