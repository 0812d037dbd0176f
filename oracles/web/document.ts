/** Fetches one JSON document: bounded in time and in size, from public addresses alone. */
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { DOCUMENT_BYTES_MAX } from '../../src/domain/shared/limits.ts';
import { SourceError } from '../adapter.ts';
import { assertPublicHost, publicLookup, type Resolve } from './publicAddress.ts';

export interface DocumentRequest {
  readonly url: string;
  readonly timeoutMs: number;
  readonly allowPrivate: boolean;
  /** Aborted when the process stops. */
  readonly signal: AbortSignal;
  /** How names are resolved; the system's way unless a test has its own. */
  readonly resolve?: Resolve;
}

const JSON_TYPE = /^application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i;

/** The text of the document. Throws SourceError, whose message never shows the address. */
export async function fetchDocument(wanted: DocumentRequest): Promise<string> {
  const deadline = AbortSignal.timeout(wanted.timeoutMs);
  const url = new URL(wanted.url);
  if (!wanted.allowPrivate) assertPublicHost(url.hostname);
  try {
    const response = await ask(url, wanted, AbortSignal.any([wanted.signal, deadline]));
    assertDocument(response);
    return await readText(response);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (wanted.signal.aborted) throw new SourceError('ABORTED', 'The source is being closed.', error);
    if (deadline.aborted) {
      throw new SourceError('TIMEOUT', `The document was not there within ${wanted.timeoutMs} ms.`, error);
    }
    throw new SourceError('UNREACHABLE', 'The document could not be fetched.', error);
  }
}

/** Asks over a connection of its own: nothing is kept that a later answer could come from. */
function ask(url: URL, wanted: DocumentRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = send(url, {
      agent: false,
      signal,
      // Packed answers are not taken, so that small ones cannot grow large here.
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
      ...(!wanted.allowPrivate && { lookup: publicLookup(wanted.resolve) }),
    });
    asked.on('response', resolve).on('error', reject).end();
  });
}

function assertDocument(response: IncomingMessage): void {
  const { statusCode = 0, headers } = response;
  const problem =
    statusCode >= 300 && statusCode < 400
      ? 'It leads elsewhere, and redirects are not followed.'
      : statusCode !== 200
        ? `It answered with status ${statusCode}.`
        : !JSON_TYPE.test(headers['content-type'] ?? '')
          ? 'It is not of type application/json.'
          : (headers['content-encoding'] ?? 'identity') !== 'identity'
            ? 'It is packed, though nobody asked for that.'
            : null;
  if (problem === null) return;
  response.destroy();
  throw new SourceError('BAD_ANSWER', problem);
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > DOCUMENT_BYTES_MAX) {
      throw new SourceError('BAD_ANSWER', `It is larger than ${DOCUMENT_BYTES_MAX} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
