/** Images of an asset as files that every USD renderer reads: 8-bit PNG and JPEG as they are, the rest as PNG. */
import sharp from 'sharp';
import type { Warning } from '../../errors.js';
import type { ModelImage } from '../../formats/model.js';

// one level of parallelism: the pool's
sharp.concurrency(1);
sharp.cache(false);

/** Largest image in pixels that is decoded (a bound on memory: 4 bytes each). */
const MAX_PIXELS = 16384 * 16384;

export interface TextureFile {
  /** File name, `texture_<index>.png`. */
  name: string;
  bytes: Uint8Array;
}

/**
 * Checks by decoding, passes 8-bit grey, RGB and RGBA PNG and JPEG through byte by byte, converts everything else that
 * can be decoded to PNG, and drops the rest; conversions and drops are warned about.
 */
export async function textureFile(
  image: ModelImage,
  index: number,
  warnings: Warning[],
): Promise<TextureFile | undefined> {
  const label = `texture ${index}${image.name ? ` (${image.name})` : ''}`;
  try {
    const options = { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true } as const;
    const info = await sharp(image.bytes, options).metadata();
    const plainDepth = info.depth === 'uchar' && !info.isPalette && ['srgb', 'rgb', 'b-w'].includes(info.space ?? '');
    const passes = (info.format === 'png' || info.format === 'jpeg') && (plainDepth || info.isPalette === true);
    if (passes) {
      // a broken body must not pass because its header is fine
      await sharp(image.bytes, options).resize(16, 16, { fit: 'fill', kernel: 'nearest' }).raw().toBuffer();
      return { name: `texture_${index}.${info.format === 'png' ? 'png' : 'jpg'}`, bytes: image.bytes };
    }
    const png = await sharp(image.bytes, options).toColourspace('srgb').png({ compressionLevel: 6 }).toBuffer();
    warnings.push({
      code: 'texture.converted',
      message: `${label} was ${info.format}, ${info.depth}, ${info.space}; written as 8-bit PNG`,
    });
    return { name: `texture_${index}.png`, bytes: png };
  } catch (error) {
    warnings.push({
      code: 'texture.dropped',
      message: `${label} (${image.mimeType}) could not be decoded: ${(error as Error).message.split('\n')[0]}`,
    });
    return undefined;
  }
}
