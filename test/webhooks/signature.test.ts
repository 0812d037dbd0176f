import { expect, test } from 'vitest';
import { secretOf, signatureOf, signedHeaders } from '../../src/webhooks/signature.ts';

test('signs the example of Standard Webhooks as its reference libraries do', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const signature = signatureOf(
    secret,
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1_614_265_330,
    '{"test": 2432232314}',
  );
  expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('signs with every secret that counts, with a space between', () => {
  const message = { id: 'evt_1_0', timestamp: 7, body: '{}' };
  const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_AAAA'];
  const headers = signedHeaders(secrets, message);
  const expected = secrets.map((secret) => signatureOf(secret, 'evt_1_0', 7, '{}')).join(' ');
  expect(headers).toEqual({
    'webhook-id': 'evt_1_0',
    'webhook-timestamp': '7',
    'webhook-signature': expected,
  });
});

test('secrets follow from the key of the service, and differ by webhook and by number', () => {
  const key = new Uint8Array(32).fill(1);
  const secrets = [secretOf(key, 'whk_1', 1), secretOf(key, 'whk_1', 2), secretOf(key, 'whk_2', 1)];
  expect(new Set(secrets).size).toBe(3);
  expect(secretOf(key, 'whk_1', 1)).toBe(secrets[0]);
  for (const secret of secrets) {
    expect(secret).toMatch(/^whsec_/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
  }
});
