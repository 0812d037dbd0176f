/** What is wrong with an address that events would be sent to: looked at before a command is sent. */
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Webhooks } from '../ports.ts';

/** CONFIG_INVALID with every problem, or null. */
export async function webhookFault(url: string, webhooks: Webhooks): Promise<Refusal | null> {
  const problems = await webhooks.problems(url);
  return problems.length === 0 ? null : refuse('CONFIG_INVALID', { problems }, 'url');
}
