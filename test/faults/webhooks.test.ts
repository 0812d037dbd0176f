/** The service as it is started for real use dies while an event is on its way to a webhook. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { webhookKeyOf } from '../../src/settings.ts';
import { openDatabase } from '../../src/store/database.ts';
import { secretOf, signatureOf } from '../../src/webhooks/signature.ts';
import { testDatabaseUri } from '../support/database.ts';
import { openMarketplace, person, SYSTEM } from '../support/marketplace.ts';
import { kill } from '../support/processes.ts';
import { openReceiver, type Received, status } from '../support/receiver.ts';

const START = fileURLToPath(new URL('../../src/cli/start.ts', import.meta.url));

function startReal(environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', START], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(() => kill(child));
  return child;
}

function environmentOf(uri: string): Record<string, string> {
  const names = ['TOKEN', 'REFRESH', 'QUOTE', 'FORWARD'];
  const secrets = names.map((name) => [`BULWARK_${name}_SECRET`, `${name} ${'x'.repeat(32)}`]);
  return {
    ...Object.fromEntries(secrets),
    ...{ MONGODB_URI: uri, BULWARK_PORT: '0', BULWARK_PUBLIC_URL: 'https://bulwark.example' },
    ...{ BULWARK_LOG_LEVEL: 'error', BULWARK_WEBHOOKS_TO_PRIVATE: 'true' },
  };
}

test('killed between the sending and the note of it, the next process sends it again under the same id, and nothing twice after that', async () => {
  const uri = testDatabaseUri();
  const receiver = await openReceiver();
  const place = await openMarketplace(uri);
  const ada = person(1);
  await place.must(SYSTEM, 'registerAccount', { address: ada.address, roles: [] });
  const hook = { url: receiver.url, types: ['webhook.edited'], nodeIds: null };
  const { webhookId } = await place.must<{ webhookId: string }>(ada, 'createWebhook', hook);
  await place.stop();

  const first = await new Promise<Received>((came) => {
    const child = startReal(environmentOf(uri));
    // It has sent, and has not heard how that went.
    receiver.answer(async (_response, received) => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
      came(received);
    });
  });
  const successor = startReal(environmentOf(uri));
  const again = await new Promise<Received>((came) => {
    receiver.answer((response, received) => {
      status(204)(response);
      came(received);
    });
  });
  expect([again.id, again.body]).toEqual([first.id, first.body]);
  const secret = secretOf(webhookKeyOf(readConfig(environmentOf(uri))), webhookId, 1);
  for (const { id, timestamp, signature, body } of [first, again])
    expect(signature).toBe(signatureOf(secret, id, Number(timestamp), body));

  const database = await openDatabase(uri);
  const delivered = { status: 'DELIVERED', attempts: 1 };
  await expect
    .poll(() => database.collection('webhookDeliveries').find({}).toArray(), { timeout: 30_000 })
    .toMatchObject([delivered]);
  const exit = once(successor, 'exit');
  successor.kill('SIGTERM');
  await exit;
  expect(receiver.received).toHaveLength(2);
  await database.close();
});
