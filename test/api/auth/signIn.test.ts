import { randomBytes } from 'node:crypto';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.stop());

/** A wallet that nobody has seen before. */
const newWallet = () => privateKeyToAccount(`0x${randomBytes(32).toString('hex')}`);

async function createMessage(address: string, chainId = 1): Promise<string> {
  const { body } = await api.send(
    `mutation($input: CreateSignInMessageInput!) {
      createSignInMessage(input: $input) { message expiresAt errors { code } replayed }
    }`,
    { variables: { input: { address, chainId } } },
  );
  return body.data.createSignInMessage.message;
}

async function signIn(message: string, signature: string) {
  const { body } = await api.send(
    `mutation($input: SignInInput!) {
      signIn(input: $input) {
        session { accessToken refreshToken expiresAt refreshExpiresAt }
        account { id address roles }
        errors { code message remedy path docsUrl ... on SignatureInvalid { expectedSigners } ... on NonceSpent { next } }
        replayed
      }
    }`,
    { variables: { input: { message, signature } } },
  );
  return body.data.signIn;
}

describe('signing in', () => {
  test('registers the account of a wallet the first time, and finds it again the second', async () => {
    const wallet = newWallet();
    const first = await createMessage(wallet.address);
    const { session, account, errors } = await signIn(first, await wallet.signMessage({ message: first }));
    expect(errors).toEqual([]);
    expect(account).toEqual({
      id: `acc_${wallet.address.slice(2).toLowerCase()}`,
      address: wallet.address,
      roles: [],
    });
    const viewer = await api.send('{ viewer { id address } }', { token: session.accessToken });
    expect(viewer.body.data.viewer.address).toBe(wallet.address);
    const second = await createMessage(wallet.address);
    const again = await signIn(second, await wallet.signMessage({ message: second }));
    expect(again.account.id).toBe(account.id);
  });

  test('refuses a message that was used before', async () => {
    const wallet = newWallet();
    const message = await createMessage(wallet.address);
    const signature = await wallet.signMessage({ message });
    await signIn(message, signature);
    const { session, errors } = await signIn(message, signature);
    expect(session).toBeNull();
    expect(errors).toMatchObject([
      { code: 'NONCE_SPENT', next: 'createSignInMessage', path: 'input.message' },
    ]);
  });

  test('lets one of many requests with the same message in', async () => {
    const wallet = newWallet();
    const message = await createMessage(wallet.address);
    const signature = await wallet.signMessage({ message });
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(message, signature)));
    expect(answers.filter(({ session }) => session !== null)).toHaveLength(1);
  });

  test('spends the message before it looks at the signature', async () => {
    const wallet = newWallet();
    const message = await createMessage(wallet.address);
    expect((await signIn(message, `0x${'11'.repeat(65)}`)).errors[0].code).toBe('SIGNATURE_INVALID');
    const { errors } = await signIn(message, await wallet.signMessage({ message }));
    expect(errors[0].code).toBe('NONCE_SPENT');
  });

  test('refuses another wallet than the one that asked', async () => {
    const wallet = newWallet();
    const message = await createMessage(wallet.address);
    const { errors } = await signIn(message, await newWallet().signMessage({ message }));
    expect(errors).toMatchObject([{ code: 'SIGNATURE_INVALID', expectedSigners: [wallet.address] }]);
  });

  test.each([
    ['domain', (text: string) => text.replace('bulwark.example wants', 'bulwark.evil wants')],
    ['uri', (text: string) => text.replace('URI: https://bulwark.example', 'URI: https://bulwark.evil')],
    ['chain', (text: string) => text.replace('Chain ID: 1', 'Chain ID: 137')],
    ['statement', (text: string) => text.replace('This moves no money.', 'This moves money.')],
    ['expiry', (text: string) => text.replace(/Expiration Time: 2023/, 'Expiration Time: 2033')],
    ['a trailing byte', (text: string) => `${text} `],
  ])('refuses a message with another %s, however well it is signed', async (_part, change) => {
    const wallet = newWallet();
    const message = change(await createMessage(wallet.address));
    const { errors } = await signIn(message, await wallet.signMessage({ message }));
    expect(errors[0].code).toBe('SIGNATURE_INVALID');
  });

  test('refuses a message of another address under the nonce of this one', async () => {
    const [wallet, other] = [newWallet(), newWallet()];
    const message = (await createMessage(wallet.address)).replace(wallet.address, other.address);
    const { errors } = await signIn(message, await other.signMessage({ message }));
    expect(errors[0].code).toBe('SIGNATURE_INVALID');
  });

  test('refuses a message after five minutes', async () => {
    const wallet = newWallet();
    const message = await createMessage(wallet.address);
    api.place.clock.now += 300;
    const { errors } = await signIn(message, await wallet.signMessage({ message }));
    expect(errors[0].code).toBe('NONCE_SPENT');
  });

  test('refuses the malleable twin of a signature, and one that is too short', async () => {
    const wallet = newWallet();
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const message = await createMessage(wallet.address);
    const signature = await wallet.signMessage({ message });
    const s = order - BigInt(`0x${signature.slice(66, 130)}`);
    const v = signature.endsWith('1b') ? '1c' : '1b';
    const twin = `${signature.slice(0, 66)}${s.toString(16).padStart(64, '0')}${v}`;
    expect((await signIn(message, twin)).errors[0].code).toBe('SIGNATURE_INVALID');
    const next = await createMessage(wallet.address);
    const short = (await wallet.signMessage({ message: next })).slice(0, -2);
    expect((await signIn(next, short)).errors[0].code).toBe('SIGNATURE_INVALID');
  });

  test('refuses a text that is no message at all', async () => {
    expect((await signIn('let me in', '0x00')).errors[0].code).toBe('NONCE_SPENT');
    expect((await signIn('x'.repeat(50_000), '0x00')).errors[0].code).toBe('NONCE_SPENT');
  });

  test('names the chains that a message may be for', async () => {
    const { body, status } = await api.send(
      'mutation($input: CreateSignInMessageInput!) { createSignInMessage(input: $input) { message } }',
      { variables: { input: { address: newWallet().address, chainId: 5 } } },
    );
    expect(status).toBe(400);
    expect(body.errors[0].extensions).toMatchObject({ code: 'INPUT_INVALID' });
  });

  test('issues nonces of 128 bits, each another', async () => {
    const { address } = newWallet();
    const nonces = await Promise.all(Array.from({ length: 20 }, () => createMessage(address)));
    const found = nonces.map((message) => /Nonce: ([0-9a-f]{32})\n/.exec(message)?.[1]);
    expect(new Set(found).size).toBe(20);
    expect(found).not.toContain(undefined);
  });
});
