import * as zlib from 'node:zlib';

const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** Most bytes of a stored block. Source: RFC 1951, 3.2.4. */
const MOST = 0xffff;

/** Of a Node that does not bring its own (before 20.15): the reflected polynomial of RFC 1952, section 8. */
const TABLE = Uint32Array.from({ length: 256 }, (_one, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

export function slowCrc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ (TABLE[(sum ^ byte) & 0xff] ?? 0);
  return (sum ^ 0xffffffff) >>> 0;
}

const crc32 = (zlib as { crc32?: (bytes: Uint8Array) => number }).crc32 ?? slowCrc32;

/** A gzip stream whose blocks are stored, not squeezed: zlib's own level 0 takes ten times as long. Source: RFC 1952. */
export function gzipStored(body: Buffer): Buffer {
  const blocks = Math.max(1, Math.ceil(body.length / MOST));
  const packed = Buffer.allocUnsafe(HEADER.length + body.length + blocks * 5 + 8);
  let at = HEADER.copy(packed);
  for (let block = 0; block < blocks; block += 1) {
    const from = block * MOST;
    const length = Math.min(MOST, body.length - from);
    at = packed.writeUInt8(block === blocks - 1 ? 1 : 0, at);
    at = packed.writeUInt16LE(length, at);
    at = packed.writeUInt16LE(length ^ 0xffff, at);
    at += body.copy(packed, at, from, from + length);
  }
  at = packed.writeUInt32LE(crc32(body), at);
  packed.writeUInt32LE(body.length % 2 ** 32, at);
  return packed;
}
