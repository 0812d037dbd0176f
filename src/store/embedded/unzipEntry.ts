import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

// Signatures, offsets and methods from the ZIP format's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16.
const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_ENTRY_LENGTH = 46;
const LOCAL_HEADER_LENGTH = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * The content of one file in a zip archive. Small on purpose: no ZIP64, no encryption, and no checksum,
 * because the archive it reads has been compared with a pinned SHA-256 as a whole.
 *
 * @throws Error when the archive has no such entry or is not one that this reads
 */
export async function unzipEntry(archive: Buffer, name: string): Promise<Buffer> {
  const entry = findEntry(archive, name);
  const nameLength = archive.readUInt16LE(entry.headerOffset + 26);
  const extraLength = archive.readUInt16LE(entry.headerOffset + 28);
  const start = entry.headerOffset + LOCAL_HEADER_LENGTH + nameLength + extraLength;
  const data = archive.subarray(start, start + entry.compressedLength);
  if (entry.method === STORED) return data;
  if (entry.method !== DEFLATED) throw new Error(`${name} is packed by unknown method ${entry.method}`);
  return promisify(inflateRaw)(data, { maxOutputLength: entry.length });
}

function findEntry(archive: Buffer, name: string) {
  const end = endOfDirectory(archive);
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY) break;
    const nameLength = archive.readUInt16LE(at + 28);
    const nameStart = at + DIRECTORY_ENTRY_LENGTH;
    if (archive.toString('utf8', nameStart, nameStart + nameLength) === name) {
      return {
        method: archive.readUInt16LE(at + 10),
        compressedLength: archive.readUInt32LE(at + 20),
        length: archive.readUInt32LE(at + 24),
        headerOffset: archive.readUInt32LE(at + 42),
      };
    }
    at = nameStart + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`the archive has no entry ${name}`);
}

/** The directory's end record stands last, before a comment of at most 65,535 bytes: search from the back. */
function endOfDirectory(archive: Buffer): number {
  const last = archive.length - END_OF_DIRECTORY_LENGTH;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (archive.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new Error('the archive is not a zip file');
}
