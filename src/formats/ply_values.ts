/** The numbers of a PLY file, one after the other, whatever the encoding. */
import { type PlyProperty, type ScalarType, TYPE_BYTES } from './ply_header.js';
import type { ReadReport } from './read_report.js';
import { clip } from './source.js';
import { TextScanner } from './text_scanner.js';

export interface Values {
  next(type: ScalarType): number;
  /** Bytes not yet read. */
  readonly left: number;
  /** Fewest bytes that a value can take. */
  least(property: PlyProperty): number;
}

export class BinaryValues implements Values {
  private readonly view: DataView;

  constructor(
    bytes: Uint8Array,
    private at: number,
    private readonly little: boolean,
    private readonly report: ReadReport,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.view.byteLength - this.at;
  }

  least({ type, lengthType }: PlyProperty): number {
    return TYPE_BYTES[lengthType ?? type];
  }

  next(type: ScalarType): number {
    const { view, at, little } = this;
    this.at += TYPE_BYTES[type];
    if (this.at > view.byteLength) throw this.report.refusal('FORMAT_INVALID', 'the data ends too early');
    switch (type) {
      case 'float32':
        return view.getFloat32(at, little);
      case 'uint8':
        return view.getUint8(at);
      case 'int32':
        return view.getInt32(at, little);
      case 'uint32':
        return view.getUint32(at, little);
      case 'float64':
        return view.getFloat64(at, little);
      case 'int8':
        return view.getInt8(at);
      case 'int16':
        return view.getInt16(at, little);
      case 'uint16':
        return view.getUint16(at, little);
    }
  }
}

export class TextValues implements Values {
  private readonly scanner: TextScanner;

  constructor(
    private readonly bytes: Uint8Array,
    start: number,
    report: ReadReport,
  ) {
    this.scanner = new TextScanner(bytes, report, false);
    this.scanner.pos = start;
  }

  get left(): number {
    return this.bytes.length + 1 - this.scanner.pos;
  }

  /** A digit and a blank. */
  least(): number {
    return 2;
  }

  next(type: ScalarType): number {
    if (this.scanner.peekAcrossLines() < 0) throw this.scanner.invalid('the data ends too early');
    const value = this.scanner.number();
    if (type !== 'float32' && type !== 'float64' && !Number.isInteger(value))
      throw this.scanner.invalid(`expected a whole number, found ${value}`);
    return value;
  }
}

/** Length of the list that comes next; lists cannot claim more than the file holds. */
export function listLength({ name, lengthType }: PlyProperty, values: Values, report: ReadReport): number {
  const length = values.next(lengthType!);
  if (!Number.isInteger(length) || length < 0 || length > values.left)
    throw report.refusal('FORMAT_INVALID', `a list '${clip(name)}' claims ${length} entries`);
  return length;
}

export function skipList(property: PlyProperty, values: Values, report: ReadReport): void {
  for (let k = listLength(property, values, report); k > 0; k--) values.next(property.type);
}
