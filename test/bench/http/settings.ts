/** What the processes of one benchmark share: a clock that began at one moment, and secrets. */
import { type Config, readConfig } from '../../../src/config.ts';

/** How a server process is started; it travels as JSON. */
export interface ServerSpec {
  uri: string;
  port: number;
  resolver: 'REAL' | 'NAIVE' | 'PLAIN_ROUTE';
  clock: Clock;
}

/** Service time: `from` at the wall clock's `wallMs`, running evenly. */
export interface Clock {
  from: number;
  wallMs: number;
}

/** How a client process is started; it travels as JSON. */
export interface ClientSpec {
  /** Server processes; clients take turns. */
  urls: string[];
  /** One access token for each client. */
  tokens: string[];
  productId: string;
  milliseconds: number;
  warmUpMilliseconds: number;
  seed: number;
}

export const timeOf = ({ from, wallMs }: Clock): number => from + Math.floor((Date.now() - wallMs) / 1_000);

/**
 * The configuration of a service that keeps everything on. One proxy is trusted, so that every client has an
 * address of its own, as in real use: the limit of requests per address is on, and is not what is measured.
 */
export function serviceConfig({ uri, port }: Pick<ServerSpec, 'uri' | 'port'>): Config {
  const secret = (name: string) => `${name} of the benchmark, which keeps nothing`.padEnd(32, '.');
  return readConfig({
    MONGODB_URI: uri,
    BULWARK_PORT: String(port),
    BULWARK_PUBLIC_URL: 'http://localhost:4000',
    BULWARK_INTERNAL_URL: port === 0 ? undefined : `http://127.0.0.1:${port}`,
    BULWARK_TOKEN_SECRET: secret('token secret'),
    BULWARK_REFRESH_SECRET: secret('refresh secret'),
    BULWARK_QUOTE_SECRET: secret('quote secret'),
    BULWARK_FORWARD_SECRET: secret('forward secret'),
    BULWARK_TRUST_PROXY: '1',
    BULWARK_LOG_LEVEL: 'silent',
  });
}
