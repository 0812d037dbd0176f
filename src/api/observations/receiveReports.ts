/** Takes reports from whoever is signed in, by GraphQL and by REST alike. */
import { z } from 'zod';
import { REJECTION_REMEDIES, type Rejection } from '../../domain/feed/rejection.ts';
import { OBSERVATION_COST, SUBMIT_OBSERVATIONS_MAX } from '../../domain/shared/limits.ts';
import { isRefusal } from '../../domain/shared/refusals.ts';
import { nameInput, secondsInput } from '../../market/inputs.ts';
import type { ApiContext } from '../context.ts';
import { inputError, requestError } from '../errors.ts';
import { refusedBy } from '../mutations/refusedBy.ts';
import { signedIn } from '../mutations/send.ts';
import type { RefusalModel } from '../render/models.ts';

/** Digits of whole numbers: enough for any of 256 bits. What does not fit is refused for itself. */
const report = z.strictObject({
  operator: nameInput,
  round: z.string().regex(/^(0|[1-9][0-9]{0,77})$/, 'is not a whole number as digits'),
  value: z.string().regex(/^(0|-?[1-9][0-9]{0,77})$/, 'is not a whole number as digits'),
  decimals: z.int().min(0).max(255),
  observedAt: secondsInput,
  signature: z.string().regex(/^0x[0-9a-fA-F]{0,400}$/, 'is not 0x and hexadecimal digits'),
});
const reports = z.array(report).min(1).max(SUBMIT_OBSERVATIONS_MAX);

type VerdictModel = { id: string | null } & ReturnType<typeof verdictOf>;

interface Received {
  results: { observation: VerdictModel }[] | null;
  accepted: number | null;
  rejected: number | null;
  errors: RefusalModel[];
  replayed: false;
}

/** How soon there is room again when too many reports wait. */
const RETRY_SECONDS = 1;

/**
 * Answers each report for itself. Throws UNAUTHENTICATED, INPUT_INVALID, RATE_LIMITED and OVERLOADED: nothing
 * was stored then.
 */
export async function receiveReports(
  context: Pick<ApiContext, 'services' | 'caller' | 'facts' | 'notes'>,
  feedId: string,
  sent: unknown,
): Promise<Received> {
  const { services } = context;
  const sender = signedIn(context);
  const parsed = reports.safeParse(sent);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] as z.core.$ZodIssue;
    throw inputError(['input', 'observations', ...path].join('.'), message);
  }
  services.gate.spend(OBSERVATION_COST * parsed.data.length, context);
  const answers = await services.market.submitObservations(feedId, parsed.data, sender.id);
  if (answers === null) throw requestError('OVERLOADED', { retryAfterSeconds: RETRY_SECONDS });
  if (isRefusal(answers)) {
    const refused = refusedBy(context, 'submitObservations', answers);
    return { results: null, accepted: null, rejected: null, ...refused };
  }
  const accepted = answers.filter(({ rejection }) => rejection === null).length;
  return {
    results: answers.map(({ id, rejection }) => ({ observation: { id, ...verdictOf(rejection) } })),
    accepted,
    rejected: answers.length - accepted,
    errors: [],
    replayed: false,
  };
}

/** What is said of a report, and what its sender can do. */
export function verdictOf(rejection: Rejection | null) {
  if (rejection === null) return { accepted: true, reason: null, remedy: null, limit: null, actual: null };
  return { accepted: false, ...rejection, remedy: REJECTION_REMEDIES[rejection.reason] };
}
