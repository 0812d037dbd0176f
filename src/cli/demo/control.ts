/**
 * The running demo's door for `npm run sandbox`: a price for the sandbox feed, and time.
 * On loopback, behind a secret.
 */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { DEMO_ORDER_LENGTH_MAX } from '../../domain/shared/limits.ts';

/** What may be asked: `price` as a decimal string, `seconds` of the demo's time. */
const order = z.strictObject({
  price: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,8})?$/)
    .nullable(),
  seconds: z
    .int()
    .min(0)
    .max(30 * 86_400),
});
export type ControlOrder = z.infer<typeof order>;

export interface ControlAnswer {
  now: string;
  status: string;
}

/** Opens the door on a free port. `carryOut` is called for one order at a time. */
export async function openControl(
  secret: string,
  carryOut: (order: ControlOrder) => Promise<ControlAnswer>,
): Promise<{ url: string; close(): Promise<void> }> {
  let last: Promise<unknown> = Promise.resolve();
  const server: Server = createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (!opens(request, secret)) return answer(401, { error: 'the secret of the running demo is missing' });
    const done = readOrder(request).then(async (parsed) => {
      if (!parsed.success)
        return answer(400, { error: parsed.error.issues.map(({ message }) => message).join('; ') });
      const carried = last.then(() => carryOut(parsed.data));
      last = carried.catch(() => undefined);
      return answer(200, await carried);
    });
    done.catch((error: unknown) =>
      answer(500, { error: error instanceof Error ? error.message : String(error) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function opens({ headers }: IncomingMessage, secret: string): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readOrder(request: IncomingMessage) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > DEMO_ORDER_LENGTH_MAX) throw new Error('the order is too long');
  }
  return order.safeParse(JSON.parse(text));
}
