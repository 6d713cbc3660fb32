import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Warning } from '../../src/errors.js';
import { textureFile } from '../../src/steps/simready/textures.js';

const picture = () => sharp({ create: { width: 8, height: 4, channels: 3, background: { r: 200, g: 100, b: 50 } } });
const make = async (bytes: Uint8Array, mimeType = 'image/png') => {
  const warnings: Warning[] = [];
  const file = await textureFile({ name: 'wood', mimeType, bytes }, 3, warnings);
  return { file, codes: warnings.map(({ code }) => code), warnings };
};

describe('textureFile', () => {
  it.each(['png', 'jpeg'] as const)('passes 8-bit %s through byte by byte', async (format) => {
    const bytes = new Uint8Array(await picture().toFormat(format).toBuffer());
    const { file, codes } = await make(bytes);
    expect(file).toEqual({ name: `texture_3.${format === 'png' ? 'png' : 'jpg'}`, bytes });
    expect(codes).toEqual([]);
  });

  it('goes by the content, not by the stated type', async () => {
    const { file } = await make(new Uint8Array(await picture().jpeg().toBuffer()), 'image/png');
    expect(file?.name).toBe('texture_3.jpg');
  });

  it.each([
    ['webp', () => picture().webp().toBuffer()],
    ['16-bit png', () => picture().toColourspace('rgb16').png().toBuffer()],
    ['CMYK jpeg', () => picture().toColourspace('cmyk').jpeg().toBuffer()],
  ])('converts %s to 8-bit PNG and says so', async (_, bytes) => {
    const { file, codes } = await make(new Uint8Array(await bytes()));
    expect(codes).toEqual(['texture.converted']);
    const info = await sharp(file?.bytes).metadata();
    expect([info.format, info.depth, info.space, info.width, info.height]).toEqual(['png', 'uchar', 'srgb', 8, 4]);
    const { dominant } = await sharp(file?.bytes).stats();
    expect(Math.abs(dominant.r - 200)).toBeLessThan(24);
  });

  it('drops what cannot be decoded: noise, a cut file, nothing', async () => {
    const whole = new Uint8Array(
      await sharp(Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) % 251)), {
        raw: { width: 64, height: 64, channels: 3 },
      })
        .png()
        .toBuffer(),
    );
    for (const bytes of [new Uint8Array([1, 2, 3, 4]), whole.subarray(0, whole.length / 2), new Uint8Array()]) {
      const { file, codes, warnings } = await make(bytes);
      expect(file).toBeUndefined();
      expect(codes).toEqual(['texture.dropped']);
      expect(warnings[0].message).toContain('texture 3 (wood)');
    }
  });
});
