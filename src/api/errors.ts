/**
 * Request-level errors: what stands in `errors[].extensions.code`, apart from refusals. `GET /errors` serves
 * this table with the refusals'. Each has an HTTP status; in one answer the highest wins.
 */
import { GraphQLError } from 'graphql';

interface RequestErrorText {
  status: number;
  message: string;
  remedy: string;
}

export const REQUEST_ERRORS = {
  UNAUTHENTICATED: {
    status: 401,
    message: 'This needs a valid session.',
    remedy: 'Sign in with createSignInMessage and signIn, or refresh the session, and send the access token.',
  },
  FORBIDDEN: {
    status: 403,
    message: 'The account may not do this.',
    remedy: 'Use an account that has the role named in scope.',
  },
  RATE_LIMITED: {
    status: 429,
    message: 'Too much was asked in a short time.',
    remedy: 'Wait retryAfterSeconds, then send the same call again.',
  },
  OVERLOADED: {
    status: 503,
    message: 'The service has as much work as it takes at once.',
    remedy: 'Wait retryAfterSeconds, then send the same call with the same key.',
  },
  RETRY_LATER: {
    status: 503,
    message: 'The service cannot commit just now.',
    remedy: 'Wait retryAfterSeconds, then send the same call with the same key.',
  },
  QUERY_TOO_COMPLEX: {
    status: 400,
    message: 'The document asks for too much at once.',
    remedy: 'Ask for fewer rows, levels or aliases, or send several requests.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    status: 400,
    message: 'This mutation moves money and needs the header Idempotency-Key.',
    remedy: 'Send a key of your own, 1 to 255 characters; use the same one when you retry.',
  },
  IDEMPOTENCY_KEY_BUSY: {
    status: 409,
    message: 'A call with this key is still running.',
    remedy: 'Wait retryAfterSeconds, then send the same call with the same key.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    message: 'This key was used with another input.',
    remedy: 'Use a new key for a new call.',
  },
  CURSOR_EXPIRED: {
    status: 410,
    message: 'The cursor is too old for a stream.',
    remedy: 'Page with the query `events` first, then subscribe after its last cursor.',
  },
  LAGGED: {
    status: 410,
    message: 'The stream was read too slowly and has been closed.',
    remedy: 'Subscribe again after resumeAfter.',
  },
  INPUT_INVALID: {
    status: 400,
    message: 'The request cannot be understood.',
    remedy: 'Mend what the message names, then send it again.',
  },
  INTERNAL: {
    status: 500,
    message: 'Something went wrong on our side.',
    remedy: 'Send the same call with the same key again; if it stays, report requestId.',
  },
} as const satisfies Record<string, RequestErrorText>;

export type RequestErrorCode = keyof typeof REQUEST_ERRORS;

/** Tells whether a text is one of the codes. */
export function isRequestErrorCode(code: unknown): code is RequestErrorCode {
  return typeof code === 'string' && Object.hasOwn(REQUEST_ERRORS, code);
}

/**
 * Builds a request-level error. `data` goes into its extensions; `retryAfterSeconds` also becomes
 * `Retry-After`. Example: `requestError('FORBIDDEN', { scope: 'CASHIER' })`.
 */
export function requestError(
  code: RequestErrorCode,
  data: Record<string, unknown> = {},
  message: string = REQUEST_ERRORS[code].message,
): GraphQLError {
  const { status, remedy } = REQUEST_ERRORS[code];
  const wait = data.retryAfterSeconds;
  const headers: Record<string, string> = typeof wait === 'number' ? { 'Retry-After': String(wait) } : {};
  return new GraphQLError(message, { extensions: { code, remedy, ...data, http: { status, headers } } });
}

/** An error that names one input. Example: `inputError('first', 'is 1 to 100')`. */
export function inputError(path: string, problem: string): GraphQLError {
  const message = `${path} ${problem}.`;
  return requestError('INPUT_INVALID', { problems: [{ path, message: problem }] }, message);
}
