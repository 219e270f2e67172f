import { expect, test } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { createRandom } from '../../sandbox/kit/random.js';
import { gzipStored, slowCrc32 } from '../../sandbox/salesforce/gzipStored.js';

const bytes = (length: number): Buffer => {
  const random = createRandom(length);
  return Buffer.from(Uint8Array.from({ length }, () => Math.floor(random() * 256)));
};

test.each([0, 1, 65_535, 65_536, 200_000])('%i bytes wrapped are the same bytes unwrapped', (length) => {
  const body = bytes(length);
  expect(gunzipSync(gzipStored(body)).equals(body)).toBe(true);
});

test('the checksum made without zlib is that of RFC 1952', () => {
  expect(slowCrc32(Buffer.from('123456789'))).toBe(0xcbf43926);
});
