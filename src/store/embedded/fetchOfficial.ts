import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { DOWNLOAD_ANSWER_MS_MAX, DOWNLOAD_STALL_MS_MAX } from '../../domain/shared/limits.ts';

export interface OfficialRequest {
  /** Told once the host has answered, before the transfer. */
  readonly announce: (what: string, size: string) => void;
  /** Another address of the archive, for a mirror; without it the one that mongodb-memory-server knows. */
  readonly url?: string | undefined;
  /** How long the host may take to begin its answer. */
  readonly answerLimitMilliseconds?: number | undefined;
}

/**
 * Fetches MongoDB's own archive for this system, checks the SHA-256 that MongoDB publishes beside it and
 * takes the mongod out. Which archive fits is mongodb-memory-server's knowledge; the transfer is done here,
 * because its own neither verifies certificates by default nor keeps quiet on stdout.
 *
 * @returns the path of the mongod inside `scratchFolder`
 * @throws Error whose message says why it could not be had
 */
export async function fetchOfficial(scratchFolder: string, request: OfficialRequest): Promise<string> {
  // Loaded only now: importing it reads configuration, and a run that has a mongod needs none of it.
  const { MongoBinaryDownload } = await import('mongodb-memory-server-core/lib/util/MongoBinaryDownload.js');
  const { DEFAULT_VERSION } = await import('mongodb-memory-server-core/lib/util/resolveConfig.js');
  const url = new URL(request.url ?? (await knownUrl(DEFAULT_VERSION)));
  const isZip = url.pathname.endsWith('.zip');
  const archive = join(scratchFolder, isZip ? 'archive.zip' : 'archive.tgz');
  await download(url, archive, request);

  const binary = join(scratchFolder, process.platform === 'win32' ? 'mongod.exe' : 'mongod');
  const unpacker = new MongoBinaryDownload({ version: DEFAULT_VERSION, downloadDir: scratchFolder });
  const isMongod = (name: string) => /\/bin\/mongod(\.exe)?$/.test(name);
  await (isZip
    ? unpacker.extractZip(archive, binary, isMongod)
    : unpacker.extractTarGz(archive, binary, isMongod));
  return binary;
}

async function knownUrl(version: string): Promise<string> {
  const { MongoBinaryDownloadUrl } = await import(
    'mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js'
  );
  const { getOS } = await import('mongodb-memory-server-core/lib/util/getos/index.js');
  const { platform, arch } = process;
  return new MongoBinaryDownloadUrl({ version, platform, arch, os: await getOS() }).getDownloadUrl();
}

async function download(url: URL, file: string, request: OfficialRequest): Promise<void> {
  const limit = request.answerLimitMilliseconds ?? DOWNLOAD_ANSWER_MS_MAX;
  const published = await answer(new URL(`${url.href}.sha256`), limit);
  const expected = (await published.response.text()).trim().split(/\s+/)[0]?.toLowerCase();
  published.done();

  const { response, progress, done } = await answer(url, limit);
  const bytes = Number(response.headers.get('content-length') ?? 0);
  request.announce(url.href, bytes > 0 ? `${Math.ceil(bytes / 1e6)} MB` : 'of unstated size');
  const hash = createHash('sha256');
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, forward) {
      progress();
      hash.update(chunk);
      forward(null, chunk);
    },
  });
  try {
    if (response.body === null) throw new Error('the answer is empty');
    await pipeline(Readable.fromWeb(response.body as WebStream), measured, createWriteStream(file));
  } catch (error) {
    throw new Error(`${url.host} broke the transfer off`, { cause: error });
  } finally {
    done();
  }
  const digest = hash.digest('hex');
  if (digest !== expected) throw new Error(`${url.href} has SHA-256 ${digest} instead of ${expected}`);
}

/**
 * Asks for `url` under the answer limit; `progress` then keeps the transfer alive and `done` ends the watch.
 */
async function answer(url: URL, limitMilliseconds: number) {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), limitMilliseconds);
  const done = () => clearTimeout(timer);
  const progress = () => {
    done();
    timer = setTimeout(() => abort.abort(), DOWNLOAD_STALL_MS_MAX);
  };
  let response: Response;
  try {
    response = await fetch(url, { signal: abort.signal });
  } catch (error) {
    done();
    const seconds = limitMilliseconds / 1000;
    const reason = abort.signal.aborted ? `did not answer within ${seconds} s` : 'cannot be reached';
    throw new Error(`${url.host} ${reason}`, { cause: error });
  }
  progress();
  if (response.ok) return { response, progress, done };
  done();
  throw new Error(`${url.href} answered ${response.status}`);
}
