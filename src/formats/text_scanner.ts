import type { SimwrightError } from '../errors.js';
import type { ReadReport } from './read_report.js';
import { clip } from './source.js';

const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const BACKSLASH = 0x5c;
const POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i);

/**
 * Tokens and numbers straight from the bytes of a text file, without a string per line. Blanks are spaces, tabs,
 * form feeds and carriage returns; a backslash before a line end joins the lines; `#` at the start of a token comments out the rest of
 * the line when `comments` is set.
 */
export class TextScanner {
  pos = 0;
  private readonly buffer: Buffer;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly report: ReadReport,
    private readonly comments: boolean,
  ) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Moves over blanks to the next token. Returns its first byte, 10 at a line end, -1 at the end of the text. */
  peek(): number {
    const { bytes } = this;
    for (;;) {
      const byte = bytes[this.pos];
      if (byte === SPACE || (byte >= TAB && byte <= RETURN && byte !== NEWLINE)) this.pos++;
      else if (byte === BACKSLASH && this.continues()) continue;
      else if (byte === 0x23 && this.comments) this.toLineEnd();
      else return byte ?? -1;
    }
  }

  /** Like `peek`, over line ends as well. */
  peekAcrossLines(): number {
    let byte = this.peek();
    while (byte === NEWLINE) {
      this.pos++;
      byte = this.peek();
    }
    return byte;
  }

  /** Behind the end of the current line, joined lines included. */
  nextLine(): void {
    this.toLineEnd();
    this.pos++;
  }

  /** At a backslash: moves behind the line end that follows, if one does. */
  private continues(): boolean {
    let next = this.pos + 1;
    if (this.bytes[next] === RETURN) next++;
    if (this.bytes[next] !== NEWLINE) return false;
    this.pos = next + 1;
    return true;
  }

  private toLineEnd(): void {
    const { bytes } = this;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, this.pos);
      this.pos = end < 0 ? bytes.length : end;
      if (end < 0) return;
      const before = bytes[end - 1] === RETURN ? end - 2 : end - 1;
      if (bytes[before] !== BACKSLASH) return;
      this.pos = end + 1;
    }
  }

  /** Where the token that starts here ends. */
  private tokenEnd(): number {
    const { bytes } = this;
    let end = this.pos;
    while (end < bytes.length) {
      const byte = bytes[end];
      if (byte === SPACE || (byte >= TAB && byte <= RETURN)) break;
      end++;
    }
    return end;
  }

  /** The token at the current place, and moves behind it. */
  word(): string {
    const end = this.tokenEnd();
    const text = this.buffer.toString('latin1', this.pos, end);
    this.pos = end;
    return text;
  }

  /** The rest of the line as UTF-8 text without surrounding blanks; stays at the line end. */
  rest(): string {
    const start = this.pos;
    const end = this.bytes.indexOf(NEWLINE, start);
    this.pos = end < 0 ? this.bytes.length : end;
    return this.buffer.toString('utf8', start, this.pos).trim();
  }

  /**
   * The decimal number at the current place. Correctly rounded to float64: directly while digits and exponent are exact
   * in float64 (Clinger's fast path), else by the JavaScript engine. `nan` and `inf` in any spelling give NaN.
   */
  number(): number {
    const { bytes } = this;
    let at = this.pos;
    let byte = bytes[at];
    const negative = byte === 0x2d;
    if (negative || byte === 0x2b) byte = bytes[++at];
    let mantissa = 0;
    let digits = 0;
    let exponent = 0;
    for (; byte >= 0x30 && byte <= 0x39; byte = bytes[++at], digits++) mantissa = mantissa * 10 + (byte - 0x30);
    if (byte === 0x2e)
      for (byte = bytes[++at]; byte >= 0x30 && byte <= 0x39; byte = bytes[++at], digits++, exponent--)
        mantissa = mantissa * 10 + (byte - 0x30);
    if (digits > 0 && (byte === 0x65 || byte === 0x45)) {
      byte = bytes[++at];
      const minus = byte === 0x2d;
      if (minus || byte === 0x2b) byte = bytes[++at];
      if (!(byte >= 0x30 && byte <= 0x39)) digits = 0;
      let power = 0;
      for (; byte >= 0x30 && byte <= 0x39; byte = bytes[++at]) if (power < 1e6) power = power * 10 + (byte - 0x30);
      exponent += minus ? -power : power;
    }
    const ends = byte === undefined || byte === SPACE || (byte >= TAB && byte <= RETURN);
    if (!ends || digits === 0 || mantissa > 2 ** 53 || exponent < -22 || exponent > 22) return this.slowNumber();
    this.pos = at;
    const value = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
    return negative ? -value : value;
  }

  private slowNumber(): number {
    const start = this.pos;
    const text = this.word();
    if (/^[+-]?(nan|inf|1\.#)/i.test(text)) return Number.NaN;
    const plain = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
    if (!plain) {
      this.pos = start;
      throw this.invalid(`expected a number, found '${clip(text)}'`);
    }
    return Number(text);
  }

  /** `line n`, counted only when a message needs it. */
  where(): string {
    let line = 1;
    const end = Math.min(this.pos, this.bytes.length);
    for (let i = this.bytes.indexOf(NEWLINE); i >= 0 && i < end; i = this.bytes.indexOf(NEWLINE, i + 1)) line++;
    return `line ${line}`;
  }

  invalid(message: string): SimwrightError {
    return this.report.refusal('FORMAT_INVALID', `${this.where()}: ${message}`);
  }
}
