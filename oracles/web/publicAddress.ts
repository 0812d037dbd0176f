/**
 * Only addresses that anybody can reach may be asked: whoever registers a feed must not reach what stands
 * beside the service. The address that was checked is the one that is connected to, so a name that means
 * another one a moment later gains nothing.
 */
import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { SourceError } from '../adapter.ts';

/** All addresses of a name, as the system resolves it. */
export type Resolve = (
  hostname: string,
  options: { all: true },
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Whether an address is one of the public internet; what IPv4 is wrapped in IPv6 is looked at as IPv4. */
export function isPublicAddress(text: string): boolean {
  return ipaddr.isValid(text) && ipaddr.process(text).range() === 'unicast';
}

/** Throws SourceError CONFIG for a host that is an address which may not be asked. */
export function assertPublicHost(hostname: string): void {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0 && !isPublicAddress(bare)) throw notPublic();
}

/**
 * Resolves for a connection. A name is taken only when all of its addresses are public: one that also means a
 * private address is nobody's public service.
 */
export function publicLookup(resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null) callback(error, '', 0);
      else if (first === undefined || addresses.some(({ address }) => !isPublicAddress(address))) {
        callback(notPublic(), '', 0);
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function notPublic(): SourceError {
  return new SourceError('CONFIG', 'The address is not one of the public internet.');
}
