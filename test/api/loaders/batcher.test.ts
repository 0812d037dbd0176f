import { expect, test } from 'vitest';
import { rememberingReader, requestLoader, sharedReader } from '../../../src/api/loaders/batcher.ts';

/** A reader that notes what it was asked. */
function noted() {
  const asked: string[][] = [];
  const read = async (ids: readonly string[]) => {
    asked.push([...ids]);
    return new Map(ids.filter((id) => id !== 'pool_none').map((id) => [id, { id }]));
  };
  return { asked, read };
}

test('loads of one moment are one read, and a second load of an id is none', async () => {
  const { asked, read } = noted();
  const loader = requestLoader(sharedReader(read));
  const rows = await Promise.all(['pool_a', 'pool_b', 'pool_a', 'pool_none'].map((id) => loader.load(id)));
  expect(rows).toEqual([{ id: 'pool_a' }, { id: 'pool_b' }, { id: 'pool_a' }, null]);
  await loader.load('pool_a');
  expect(asked).toEqual([['pool_a', 'pool_b', 'pool_none']]);
});

test('requests of one moment share a read, but remember nothing of each other', async () => {
  const { asked, read } = noted();
  const shared = sharedReader(read);
  const requests = Array.from({ length: 10 }, () => requestLoader(shared));
  await Promise.all(requests.map((loader, index) => loader.load(`pool_${index % 2}`)));
  expect(asked).toEqual([['pool_0', 'pool_1']]);
  await requestLoader(shared).load('pool_0');
  expect(asked).toHaveLength(2);
});

test('what never changes is read once for all requests, and known from then on; what is missing is asked again', async () => {
  const { asked, read } = noted();
  const remembering = rememberingReader(read);
  expect(requestLoader(remembering).known('pool_a')).toBeUndefined();
  await requestLoader(remembering).load('pool_a');
  expect(requestLoader(remembering).known('pool_a')).toEqual({ id: 'pool_a' });
  const loader = requestLoader(remembering);
  expect(await Promise.all(['pool_a', 'pool_b', 'pool_none'].map((id) => loader.load(id)))).toEqual([
    ...[{ id: 'pool_a' }, { id: 'pool_b' }, null],
  ]);
  await requestLoader(remembering).load('pool_none');
  expect(asked).toEqual([['pool_a'], ['pool_b', 'pool_none'], ['pool_none']]);
});

test('what is no id never reaches the database', async () => {
  const { asked, read } = noted();
  const loader = requestLoader(sharedReader(read));
  for (const id of [
    '',
    '$where',
    '{"$ne":null}',
    'pool_',
    'pool_\u0000',
    `pool_${'x'.repeat(200)}`,
    '__proto__',
  ]) {
    expect(await loader.load(id)).toBeNull();
  }
  expect(asked).toEqual([]);
});

test('an error of a read is the error of each load in it', async () => {
  const loader = requestLoader(sharedReader(() => Promise.reject(new Error('out of reach'))));
  const results = await Promise.allSettled([loader.load('pool_a'), loader.load('pool_b')]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
