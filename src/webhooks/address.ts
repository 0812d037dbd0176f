/** Which addresses events may be sent to: those that anybody can reach. */
import { isIP } from 'node:net';
import { isPublicAddress, publicLookup, type Resolve } from '../../oracles/web/publicAddress.ts';
import { DELIVERY_MS_MAX } from '../domain/shared/limits.ts';
import type { Problem } from '../domain/shared/refusals.ts';

export interface AddressOptions {
  /** True: also what stands beside the service, and without TLS. */
  toPrivate: boolean;
  /** How names are resolved; the system's way unless a test has its own. */
  resolve?: Resolve;
}

const NOT_PUBLIC = 'is not an address of the public internet';

/**
 * What is wrong with an address, at the time that it is named. A name that means something else later gains
 * nothing: each delivery resolves it anew, and connects to what was looked at.
 */
export async function addressProblems(text: string, options: AddressOptions): Promise<Problem[]> {
  const url = URL.canParse(text) ? new URL(text) : null;
  const message = url === null ? 'is not a URL' : await problemOf(url, options);
  return message === null ? [] : [{ path: 'url', message }];
}

async function problemOf(url: URL, { toPrivate, resolve }: AddressOptions): Promise<string | null> {
  const isPlain = toPrivate && url.protocol === 'http:';
  if (url.protocol !== 'https:' && !isPlain) return 'has to begin with https://';
  if (url.username !== '' || url.password !== '') return 'has a name or a password in it: use a path';
  if (toPrivate) return null;
  if (isPrivateHost(url.hostname)) return NOT_PUBLIC;
  return (await isPrivateName(url.hostname, resolve)) ? NOT_PUBLIC : null;
}

/** True for a host that is itself an address, and not a public one. */
export function isPrivateHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) !== 0 && !isPublicAddress(bare);
}

/** A name that cannot be resolved now may be resolved later: that is no fault of its address. */
function isPrivateName(hostname: string, resolve: Resolve | undefined): Promise<boolean> {
  return new Promise((done) => {
    const timer = setTimeout(() => done(false), DELIVERY_MS_MAX);
    publicLookup(resolve)(hostname, { all: true }, (error) => {
      clearTimeout(timer);
      done(error !== null && isNotPublic(error));
    });
  });
}

/** What `publicLookup` says of a name that means a private address. */
export function isNotPublic(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'CONFIG';
}
