import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unzipEntry } from '../../../src/store/embedded/unzipEntry.ts';

interface Entry {
  readonly name: string;
  readonly content: string;
  readonly method: number;
}

/** A zip file as APPNOTE describes it: local headers with their data, the directory, its end record. */
function zip(entries: readonly Entry[], comment = ''): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method } of entries) {
    const data = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(4, 28);
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(method, 10);
    head.writeUInt32LE(data.length, 20);
    head.writeUInt32LE(content.length, 24);
    head.writeUInt16LE(name.length, 28);
    head.writeUInt16LE(3, 30);
    head.writeUInt32LE(offset, 42);
    directory.push(head, Buffer.from(name), Buffer.alloc(3));
    locals.push(local, Buffer.from(name), Buffer.alloc(4), data);
    offset += 30 + name.length + 4 + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, ...directory, end, Buffer.from(comment)]);
}

const ENTRIES = [
  { name: 'one/stored', content: 'as it is', method: 0 },
  { name: 'two/deflated', content: 'again and again and again', method: 8 },
  { name: 'three/unknown', content: '', method: 12 },
];

test('finds a stored and a deflated entry by its full name, also before a comment', async () => {
  const archive = zip(ENTRIES, 'a comment');
  expect(String(await unzipEntry(archive, 'one/stored'))).toBe('as it is');
  expect(String(await unzipEntry(archive, 'two/deflated'))).toBe('again and again and again');
});

test('refuses what it cannot read, by name', async () => {
  const archive = zip(ENTRIES);
  await expect(unzipEntry(archive, 'deflated')).rejects.toThrow('the archive has no entry deflated');
  await expect(unzipEntry(archive, 'three/unknown')).rejects.toThrow('packed by unknown method 12');
  await expect(unzipEntry(Buffer.from('short'), 'x')).rejects.toThrow('the archive is not a zip file');
  await expect(unzipEntry(Buffer.alloc(70_000), 'x')).rejects.toThrow('the archive is not a zip file');
});
