/**
 * sRGB component to linear, both 0..1 (IEC 61966-2-1); values outside are clamped, NaN stays. The power 2.4 is x^2 times
 * the square of the fifth root, by Newton's method: the same bits on every machine, unlike a library's pow.
 */
export function srgbToLinear(value: number): number {
  const c = Math.min(1, Math.max(0, value));
  if (c <= 0.04045) return c / 12.92;
  const u = (c + 0.055) / 1.055;
  let root = 1;
  for (let i = 0; i < 12; i++) root -= (root - u / (root * root * root * root)) / 5;
  return u * u * root * root;
}

/** The inverse: linear to sRGB. The power 5/12 is the fifth power of the twelfth root, by Newton's method. */
export function linearToSrgb(value: number): number {
  const c = Math.min(1, Math.max(0, value));
  if (c <= 0.0031308) return c * 12.92;
  let root = 1;
  for (let i = 0; i < 24; i++) root -= (root - c / integerPower(root, 11)) / 12;
  return 1.055 * integerPower(root, 5) - 0.055;
}

/** By multiplication: `**` may differ between engines in the last bit. */
function integerPower(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) result *= base;
  return result;
}
