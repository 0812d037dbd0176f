/** Sends one message: bounded in time, to public addresses alone, over a connection of its own. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { publicLookup } from '../../oracles/web/publicAddress.ts';
import { DELIVERY_ANSWER_BYTES_MAX, DELIVERY_MS_MAX } from '../domain/shared/limits.ts';
import { type AddressOptions, isNotPublic, isPrivateHost } from './address.ts';

export interface Message {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Aborted when the process stops. */
  signal: AbortSignal;
}

/** The status that was answered, or what was wrong on the way. */
export type Posted = { statusCode: number; problem: null } | { statusCode: null; problem: string };

export type Post = (message: Message) => Promise<Posted>;

const NOT_PUBLIC = 'The address is not one of the public internet.';

/** Makes what sends. It throws only when the signal of the message aborts. */
export function createPost(options: AddressOptions): Post {
  return async (message) => {
    const deadline = AbortSignal.timeout(DELIVERY_MS_MAX);
    const url = new URL(message.url);
    if (!options.toPrivate && isPrivateHost(url.hostname)) return failed(NOT_PUBLIC);
    try {
      const signal = AbortSignal.any([message.signal, deadline]);
      const answer = await ask(url, message, { ...lookupOf(options), signal });
      // Redirects are not followed: their status is a failure like any other.
      const { statusCode = 0 } = answer;
      await drain(answer);
      return { statusCode, problem: null };
    } catch (error) {
      if (message.signal.aborted) throw error;
      if (deadline.aborted) return failed(`There was no answer within ${DELIVERY_MS_MAX} ms.`);
      return failed(isNotPublic(error) ? NOT_PUBLIC : 'The receiver could not be reached.');
    }
  };
}

const failed = (problem: string): Posted => ({ statusCode: null, problem });

/** The address that was looked at is the one that is connected to. */
function lookupOf({ toPrivate, resolve }: AddressOptions): Pick<RequestOptions, 'lookup'> {
  return toPrivate ? {} : { lookup: publicLookup(resolve) };
}

function ask(url: URL, { headers, body }: Message, options: RequestOptions): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const asked = send(url, {
      ...options,
      method: 'POST',
      agent: false,
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Bulwark-Webhooks/1',
      },
    });
    asked.on('response', resolve).on('error', reject).end(body);
  });
}

/** Takes what comes and forgets it, so that a receiver may end its answer; too long a one is cut. */
async function drain(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > DELIVERY_ANSWER_BYTES_MAX) break;
    }
  } catch {
    // The status is there, and nothing else was asked for.
  }
}
