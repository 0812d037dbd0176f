import { describe, expect, test } from 'vitest';
import type { Resolve } from '../../oracles/web/publicAddress.ts';
import { addressProblems } from '../../src/webhooks/address.ts';
import { createPost } from '../../src/webhooks/post.ts';
import { openReceiver, status } from '../support/receiver.ts';

/** A name server that answers with these addresses, one call after the other. */
function resolving(...answers: string[][]): Resolve {
  let calls = 0;
  return (_hostname, _options, answer) => {
    const addresses = answers[Math.min(calls, answers.length - 1)] ?? [];
    calls += 1;
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

const PUBLIC = { toPrivate: false, resolve: resolving(['93.184.216.34']) };
const problem = async (url: string, options = PUBLIC) => (await addressProblems(url, options))[0]?.message;
const never = new AbortController().signal;
const message = (url: string) => ({ url, headers: {}, body: '{}', signal: never });

describe('an address that is named', () => {
  test.each([
    'https://127.0.0.1/',
    'https://10.1.2.3/',
    'https://192.168.0.1:8443/',
    'https://169.254.169.254/latest/meta-data',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://0.0.0.0/',
    'https://100.64.0.1/',
  ])('%s is not one of the public internet', async (url) => {
    expect(await problem(url)).toBe('is not an address of the public internet');
  });

  test('a name that means a private address, or one beside a public one, is not taken', async () => {
    const named = (...addresses: string[]) =>
      problem('https://hooks.example/', { toPrivate: false, resolve: resolving(addresses) });
    expect(await named('10.0.0.1')).toBe('is not an address of the public internet');
    expect(await named('93.184.216.34', '127.0.0.1')).toBe('is not an address of the public internet');
    expect(await named('93.184.216.34')).toBeUndefined();
  });

  test('is reached with TLS, and carries no password', async () => {
    expect(await problem('http://hooks.example/')).toBe('has to begin with https://');
    expect(await problem('ftp://hooks.example/')).toBe('has to begin with https://');
    expect(await problem('https://ada:secret@hooks.example/')).toMatch('password');
    expect(await problem('https://')).toBe('is not a URL');
  });

  test('may be private where the process is set up for it', async () => {
    expect(await problem('http://127.0.0.1:5000/', { ...PUBLIC, toPrivate: true })).toBeUndefined();
  });
});

describe('what is sent', () => {
  test('never reaches a private address, whatever the name meant when it was registered', async () => {
    const receiver = await openReceiver();
    const { port } = new URL(receiver.url);
    const post = createPost({ toPrivate: false, resolve: resolving(['127.0.0.1']) });
    const refused = { statusCode: null, problem: 'The address is not one of the public internet.' };
    expect(await post(message(`http://hooks.example:${port}/`))).toEqual(refused);
    expect(await post(message(receiver.url))).toEqual(refused);
    expect(receiver.received).toEqual([]);
  });

  test('follows no redirect', async () => {
    const [receiver, other] = [await openReceiver(), await openReceiver()];
    receiver.answer((response) => {
      response.writeHead(307, { location: other.url });
      response.end();
    });
    const post = createPost({ toPrivate: true });
    expect(await post(message(receiver.url))).toEqual({ statusCode: 307, problem: null });
    expect(other.received).toEqual([]);
  });

  test('is over once the status is there and the answer is too long to be one', async () => {
    const receiver = await openReceiver();
    receiver.answer((response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      };
      response.on('drain', more);
      more();
    });
    expect(await createPost({ toPrivate: true })(message(receiver.url))).toEqual({
      statusCode: 200,
      problem: null,
    });
  });

  test('fails by name when nobody is there', async () => {
    const receiver = await openReceiver();
    receiver.answer((response) => response.destroy());
    const posted = await createPost({ toPrivate: true })(message(receiver.url));
    expect(posted).toEqual({ statusCode: null, problem: 'The receiver could not be reached.' });
    receiver.answer(status(204));
    expect(await createPost({ toPrivate: true })(message(receiver.url))).toMatchObject({ statusCode: 204 });
  });
});
