/** Clients that read, in a process of their own: each asks again over its own connection as soon as it is answered. */
import { Agent, request } from 'node:http';
import { drive } from '../shared/drive.ts';
import type { ReadSpec } from './readers.ts';

const spec = JSON.parse(process.argv[2] ?? '') as ReadSpec;
const agent = new Agent({ keepAlive: true, maxSockets: spec.clients });
let count = 0;
/** One answer is looked at: all of them have the same form. */
let isLooked = false;

/** Requests take turns over all accounts: what one account may ask for in a second is not what is measured. */
async function read(): Promise<void> {
  count += 1;
  const { method, path, body, token } = spec.requests[
    count % spec.requests.length
  ] as ReadSpec['requests'][0];
  const headers = {
    ...(body !== null && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    ...(token !== null && { authorization: `Bearer ${token}` }),
    // Every account has an address of its own: see `serviceConfig`.
    'x-forwarded-for': `10.0.${count % spec.requests.length}.1`,
  };
  const answer = await send(`${spec.url}${path}`, method, headers, body);
  if (isLooked) return;
  isLooked = true;
  const rows = answer.split('"coverUntil"').length - 1;
  if (rows !== spec.rows) throw new Error(`${rows} rows were answered: ${answer.slice(0, 500)}`);
}

function send(url: string, method: string, headers: object, body: string | null): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: headers as never, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.once('end', () =>
        response.statusCode === 200
          ? resolve(text)
          : reject(new Error(`${response.statusCode}: ${text.slice(0, 500)}`)),
      );
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(body ?? undefined);
  });
}

const { clients, milliseconds, warmUpMilliseconds } = spec;
const sample = await drive({ clients, milliseconds, warmUpMilliseconds }, read);
agent.destroy();
process.stdout.write(`${JSON.stringify(sample)}\n`);
