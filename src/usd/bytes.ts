/**
 * A growing UTF-8 buffer that prints numbers straight into bytes: no string per number, so a layer of millions of
 * numbers costs about 30 ns for each.
 */
import { SimwrightError } from '../errors.js';

const POW10 = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const LOWER_E = 101;

export class ByteWriter {
  private buffer: Buffer;
  private used = 0;
  private readonly digits = new Uint8Array(24);

  constructor(initialBytes = 1 << 12) {
    this.buffer = Buffer.allocUnsafeSlow(initialBytes);
  }

  /** Makes room for `bytes` more; doubling keeps the whole linear. */
  private reserve(bytes: number): void {
    if (this.used + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.used + bytes));
    this.buffer.copy(larger, 0, 0, this.used);
    this.buffer = larger;
  }

  text(text: string): void {
    this.reserve(text.length * 3);
    this.used += this.buffer.write(text, this.used, 'utf8');
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.used++] = value;
  }

  /** A whole number of at most 2^53. */
  integer(value: number): void {
    if (!Number.isSafeInteger(value)) throw notPrintable(value, 'a whole number');
    this.reserve(24);
    let rest = value;
    if (rest < 0) {
      this.buffer[this.used++] = MINUS;
      rest = -rest;
    }
    this.digitsOf(rest);
  }

  /** The shortest decimal that rounds to the same float32. The value is rounded to float32 first. */
  float32(value: number): void {
    const single = Math.fround(value);
    const size = Math.abs(single);
    if (size === 0 || !(size < Infinity)) {
      // a value beyond float32 becomes infinite here; NaN has no place in a scene
      if (Number.isNaN(single) || (size === Infinity && Number.isFinite(value))) throw notPrintable(value, 'a float32');
      this.text(single === 0 ? (Object.is(single, -0) ? '-0' : '0') : single > 0 ? 'inf' : '-inf');
      return;
    }
    this.reserve(32);
    if (single < 0) this.buffer[this.used++] = MINUS;
    if (size >= 1e-9 && size < 1e9) this.shortest32(size);
    else this.text(shortest32Slow(size));
  }

  /** The shortest decimal that rounds to the same float64, as JavaScript prints it. */
  float64(value: number): void {
    if (Number.isNaN(value)) throw notPrintable(value, 'a number');
    if (value === Infinity || value === -Infinity) this.text(value > 0 ? 'inf' : '-inf');
    else this.text(Object.is(value, -0) ? '-0' : String(value));
  }

  /** What was written; the writer must not be used afterwards. */
  finish(): Uint8Array {
    return new Uint8Array(this.buffer.buffer, this.buffer.byteOffset, this.used);
  }

  /**
   * Nearest decimals of 6, 7, 8 and 9 significant digits in turn; the first that reads back is the shortest (every
   * decimal of up to 6 digits survives float32, so fewer need no own try: trailing zeros are cut).
   */
  private shortest32(size: number): void {
    let exponent = -9; // size is in [10^exponent, 10^(exponent + 1))
    while (exponent < 8 && size >= power(exponent + 1)) exponent++;
    for (let precision = 6; precision <= 9; precision++) {
      const shift = precision - 1 - exponent;
      const digits = Math.round(scaled(size, shift));
      if (Math.fround(scaled(digits, -shift)) === size || precision === 9) {
        this.decimal(digits, shift);
        return;
      }
    }
  }

  /** digits * 10^-shift without an exponent where that is short. */
  private decimal(digits: number, shift: number): void {
    let whole = digits;
    let places = shift;
    while (whole % 10 === 0) {
      whole /= 10;
      places--;
    }
    if (places <= 0) {
      this.digitsOf(whole);
      for (; places < 0; places++) this.buffer[this.used++] = ZERO;
      return;
    }
    const length = this.split(whole);
    if (places > length + 4) {
      // 1.5e-7 rather than 0.00000015
      this.buffer[this.used++] = this.digits[length - 1];
      if (length > 1) this.buffer[this.used++] = POINT;
      for (let i = length - 2; i >= 0; i--) this.buffer[this.used++] = this.digits[i];
      this.buffer[this.used++] = LOWER_E;
      this.buffer[this.used++] = MINUS;
      this.digitsOf(places - length + 1);
      return;
    }
    if (places >= length) {
      this.buffer[this.used++] = ZERO;
      this.buffer[this.used++] = POINT;
      for (let i = places; i > length; i--) this.buffer[this.used++] = ZERO;
    }
    for (let i = length - 1; i >= 0; i--) {
      this.buffer[this.used++] = this.digits[i];
      if (i === places && i > 0) this.buffer[this.used++] = POINT;
    }
  }

  /** Decimal digits of a whole number into `digits`, least first; how many. */
  private split(value: number): number {
    let rest = value;
    let length = 0;
    do {
      const next = Math.floor(rest / 10);
      this.digits[length++] = ZERO + (rest - next * 10);
      rest = next;
    } while (rest > 0);
    return length;
  }

  private digitsOf(value: number): void {
    for (let i = this.split(value) - 1; i >= 0; i--) this.buffer[this.used++] = this.digits[i];
  }
}

const power = (exponent: number): number => (exponent >= 0 ? POW10[exponent] : 1 / POW10[-exponent]);
const scaled = (value: number, shift: number): number => (shift >= 0 ? value * POW10[shift] : value / POW10[-shift]);

/** For sizes that are rare in scenes: by way of toPrecision, which is exact at any size. */
function shortest32Slow(size: number): string {
  for (let precision = 1; precision < 9; precision++) {
    const text = size.toPrecision(precision);
    if (Math.fround(Number(text)) === size) return String(Number(text));
  }
  return String(Number(size.toPrecision(9)));
}

const notPrintable = (value: number, what: string) =>
  new SimwrightError('INTERNAL', `expected ${what} to write into a USD layer, received ${value}`);
