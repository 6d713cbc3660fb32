/** The kind of an encoded image by its first bytes, or null: names and declarations are not trusted. */
export function imageType(bytes: Uint8Array): string | null {
  const starts = (signature: number[], at = 0) => signature.every((byte, i) => bytes[at + i] === byte);
  const text = (s: string, at: number) =>
    starts(
      [...s].map((c) => c.charCodeAt(0)),
      at,
    );
  if (starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (starts([0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (text('RIFF', 0) && text('WEBP', 8)) return 'image/webp';
  if (starts([0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb])) return 'image/ktx2';
  if (text('ftypavif', 4)) return 'image/avif';
  return null;
}
