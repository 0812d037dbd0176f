/** Sources that are open: each is opened when it is first read, and kept until its registration changes. */
import {
  type CanonicalBlock,
  type FeedFamily,
  type PollRequest,
  type PollResult,
  type PushTarget,
  type RawObservation,
  type SentReport,
  type Source,
  SourceError,
} from '../../../oracles/adapter.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import { POLL_MS_MAX } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { FeedSource } from '../../store/documents/cover.ts';

export interface OpenSources {
  /** Whether reports of a family are sent to the service: its sources are neither polled nor waited for. */
  isPushed(family: string): boolean;
  /** Polls the source of an id. Throws SourceError, also when it cannot be opened or takes too long. */
  poll(id: string, registration: FeedSource, request: PollRequest): Promise<PollResult>;
  /** What `finalHash` of the source says; null where it is no source of a chain. Throws as `poll` does. */
  finalHash(
    id: string,
    registration: FeedSource,
    block: number,
    canonical: CanonicalBlock | null,
  ): Promise<string | null>;
  /** What the family makes of a signed report, or null where its reports are not sent to the service. */
  signed(registration: FeedSource, target: PushTarget, report: SentReport): Promise<RawObservation | null>;
  /** Closes every source that is not named. */
  keepOnly(ids: ReadonlySet<string>): Promise<void>;
  close(): Promise<void>;
}

interface OpenSource {
  text: string;
  source: Source;
  /** The poll that is under way: polls do not overlap, so a slow one is waited for, but not for ever. */
  polling: Promise<PollResult> | null;
}

export function openSources(
  adapters: (family: string) => FeedFamily | null,
  now: () => UnixSeconds,
  signal: AbortSignal,
): OpenSources {
  const sources = new Map<string, OpenSource>();

  async function drop(id: string): Promise<void> {
    const source = sources.get(id)?.source;
    sources.delete(id);
    await source?.close();
  }

  async function open(id: string, registration: FeedSource): Promise<OpenSource> {
    const text = canonical(registration);
    const known = sources.get(id);
    if (known?.text === text) return known;
    await drop(id);
    const { sourceId, family: name, config, operators } = registration;
    const family = adapters(name);
    if (family === null) throw new SourceError('CONFIG', `There is no feed family ${name}.`);
    const source = family.open(config, { sourceId, operators, now, signal });
    const opened = { text, source, polling: null };
    sources.set(id, opened);
    return opened;
  }

  return {
    isPushed: (family) => (adapters(family)?.push ?? null) !== null,
    async poll(id, registration, request) {
      const opened = await open(id, registration);
      if (opened.polling !== null)
        throw new SourceError('TIMEOUT', 'It is still busy with the last question.');
      const polling = opened.source.poll(request).finally(() => {
        opened.polling = null;
      });
      opened.polling = polling;
      return inTime(polling);
    },
    async finalHash(id, registration, block, canonical) {
      const { source } = await open(id, registration);
      return source.finalHash === undefined ? null : inTime(source.finalHash(block, canonical));
    },
    async signed({ family, config }, target, report) {
      const [raw] = (await adapters(family)?.push?.verify(config, target, [report])) ?? [];
      return raw ?? null;
    },
    async keepOnly(ids) {
      for (const id of [...sources.keys()]) if (!ids.has(id)) await drop(id);
    },
    async close() {
      for (const id of [...sources.keys()]) await drop(id);
    },
  };
}

/** One slow source must not hold up the others: its answer is dropped and asked for again. */
async function inTime<Answer>(polling: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const problem = `It did not answer within ${POLL_MS_MAX} ms.`;
    timer = setTimeout(() => reject(new SourceError('TIMEOUT', problem)), POLL_MS_MAX);
  });
  try {
    return await Promise.race([polling, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
