/**
 * Reads documents from the bytes that the server sent, amounts as bigint, in one pass.
 *
 * Building the driver's objects first and copying them costs four times as much, and a batch reads thousands
 * of documents. What the ledger never stores is left to the driver.
 */
import mongoose from 'mongoose';
import { decodeDocument, decodeIntegerBytes } from './codec.ts';

/**
 * Embedded documents from this size on are compared with the last one of their name: policies of one product
 * carry the same terms, which are longer than all the rest of them.
 */
const SHARED_BYTES_MIN = 256;

/** The upper 8 bytes of a Decimal128 that is an integer from 0 to 2^64 - 1, as two words. */
const SMALL_INTEGER = [0, 0x3040_0000] as const;

/** An embedded document that was read, with its bytes. */
interface Shared {
  bytes: Buffer;
  value: unknown;
}

/** What is not read here: a type that the ledger never stores. */
class Unreadable extends Error {}

/**
 * Decodes documents that were found with `raw: true`. Equal parts of several documents may be one object:
 * nothing that was read is ever changed in place.
 */
export function readDocuments<Document>(found: readonly unknown[]): Document[] {
  const shared = new Map<string, Shared>();
  return found.map((bytes) => readOne(bytes as Buffer, shared) as Document);
}

function readOne(bytes: Buffer, shared: Map<string, Shared>): unknown {
  try {
    return new Reader(bytes, shared).document({});
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return decodeDocument(mongoose.mongo.BSON.deserialize(bytes));
  }
}

/** Walks the bytes of one document (bsonspec.org); `at` is the next one. */
class Reader {
  readonly #bytes: Buffer;
  readonly #shared: Map<string, Shared>;
  #at = 0;

  constructor(bytes: Buffer, shared: Map<string, Shared>) {
    this.#bytes = bytes;
    this.#shared = shared;
  }

  /** Reads the members of a document or an array into `target`. */
  document(target: Record<string, unknown>): unknown {
    this.#at += 4;
    for (let type = this.#byte(); type !== 0; type = this.#byte()) {
      const name = this.#name();
      // Set like any other it would become the object's prototype.
      if (name === '__proto__') throw new Unreadable();
      target[name] = this.#value(type, name);
    }
    return target;
  }

  #value(type: number, name: string): unknown {
    switch (type) {
      case 0x01:
        return this.#bytes.readDoubleLE(this.#skip(8));
      case 0x02:
        return this.#text();
      case 0x03:
        return this.#embedded(name);
      case 0x04:
        return this.#list();
      case 0x08:
        return this.#byte() === 1;
      case 0x09:
        return new Date(Number(this.#bytes.readBigInt64LE(this.#skip(8))));
      case 0x0a:
        return null;
      case 0x10:
        return this.#bytes.readInt32LE(this.#skip(4));
      case 0x13:
        return this.#integer();
      default:
        throw new Unreadable();
    }
  }

  #embedded(name: string): unknown {
    const length = this.#bytes.readInt32LE(this.#at);
    if (length < SHARED_BYTES_MIN) return this.document({});
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    const known = this.#shared.get(name);
    if (known !== undefined && bytes.equals(known.bytes)) {
      this.#at += length;
      return known.value;
    }
    const value = this.document({});
    this.#shared.set(name, { bytes, value });
    return value;
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    this.#at += 4;
    for (let type = this.#byte(); type !== 0; type = this.#byte()) list.push(this.#value(type, this.#name()));
    return list;
  }

  #integer(): bigint {
    const at = this.#skip(16);
    const bytes = this.#bytes;
    const isSmall = bytes.readUInt32LE(at + 12) === SMALL_INTEGER[1] && bytes.readUInt32LE(at + 8) === 0;
    if (isSmall) return bytes.readBigUInt64LE(at);
    return decodeIntegerBytes(bytes.subarray(at, at + 16));
  }

  #text(): string {
    const length = this.#bytes.readInt32LE(this.#skip(4));
    const from = this.#skip(length);
    return this.#bytes.toString('utf8', from, from + length - 1);
  }

  #name(): string {
    const from = this.#at;
    const end = this.#bytes.indexOf(0, from);
    this.#at = end + 1;
    return this.#bytes.toString('utf8', from, end);
  }

  #byte(): number {
    return this.#bytes[this.#at++] as number;
  }

  /** Moves on by some bytes and answers where they begin. */
  #skip(length: number): number {
    const at = this.#at;
    this.#at = at + length;
    return at;
  }
}
