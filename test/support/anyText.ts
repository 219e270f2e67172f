import fc from 'fast-check';

/** Texts of any code points there are; fast-check's own unit for them takes many seconds to make. */
export function anyText(maxLength = 12): fc.Arbitrary<string> {
  const plain = fc.integer({ min: 0x20, max: 0x17f });
  const any = fc.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }));
  return fc.array(fc.oneof(plain, any), { maxLength }).map((points) => String.fromCodePoint(...points));
}
