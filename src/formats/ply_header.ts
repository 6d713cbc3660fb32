/** The header of a PLY file. Source: Greg Turk, The PLY Polygon File Format (1994). */
import type { ReadReport } from './read_report.js';
import { clip } from './source.js';

export type ScalarType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

export interface PlyProperty {
  name: string;
  type: ScalarType;
  /** Lists: the type of their length. */
  lengthType?: ScalarType;
}

export interface PlyElement {
  name: string;
  count: number;
  properties: PlyProperty[];
}

export interface PlyHeader {
  format: 'ascii' | 'binary_little_endian' | 'binary_big_endian';
  elements: PlyElement[];
  /** `comment TextureFile name`, as scanning tools write it. */
  texture?: string;
  /** First byte of the data. */
  dataStart: number;
}

export const TYPE_BYTES: Record<ScalarType, number> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
};
const TYPES: Record<string, ScalarType> = {
  char: 'int8',
  uchar: 'uint8',
  short: 'int16',
  ushort: 'uint16',
  int: 'int32',
  uint: 'uint32',
  float: 'float32',
  double: 'float64',
};
const FORMATS = ['ascii', 'binary_little_endian', 'binary_big_endian'] as const;
const MAX_HEADER_BYTES = 1 << 20;
const MAX_PROPERTIES = 1000;

/** @throws FORMAT_INVALID */
export function readPlyHeader(bytes: Uint8Array, report: ReadReport): PlyHeader {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_HEADER_BYTES)).toString('latin1');
  const refuse = (message: string) => report.refusal('FORMAT_INVALID', `PLY header: ${message}`);
  const end = /(?:\r\n|\n|\r)[ \t]*end_header[ \t]*(\r\n|\n|\r|$)/.exec(text);
  if (!/^ply\s/.test(text)) throw refuse("expected 'ply' in the first line");
  if (!end) throw refuse("has no 'end_header'");
  const header: PlyHeader = { format: 'ascii', elements: [], dataStart: end.index + end[0].length };
  let format: string | undefined;
  for (const line of text.slice(3, end.index).split(/\r\n|\n|\r/)) {
    const words = line.trim().split(/\s+/);
    if (words[0] === 'format') {
      format = words[1];
      if (words[2] !== '1.0') throw refuse(`expected version 1.0, found '${clip(words[2] ?? '')}'`);
    } else if (words[0] === 'element') {
      const count = /^\d{1,15}$/.test(words[2] ?? '') ? Number(words[2]) : Number.NaN;
      if (words.length !== 3 || Number.isNaN(count)) throw refuse(`'${clip(line)}' is not an element`);
      header.elements.push({ name: words[1], count, properties: [] });
    } else if (words[0] === 'property') {
      const element = header.elements.at(-1);
      if (!element) throw refuse('has a property before the first element');
      if (element.properties.length >= MAX_PROPERTIES)
        throw refuse(`has over ${MAX_PROPERTIES} properties in an element`);
      element.properties.push(parseProperty(words, line, refuse));
    } else if (words[0] === 'comment' && words[1] === 'TextureFile') header.texture ??= words.slice(2).join(' ');
  }
  if (!FORMATS.includes(format as PlyHeader['format'])) throw refuse(`the format '${clip(format ?? '')}' is not known`);
  header.format = format as PlyHeader['format'];
  return header;
}

function parseProperty(words: string[], line: string, refuse: (message: string) => Error): PlyProperty {
  const scalar = (word: string): ScalarType => {
    const type = Object.hasOwn(TYPES, word ?? '') ? TYPES[word] : (word as ScalarType);
    if (!Object.hasOwn(TYPE_BYTES, type ?? '')) throw refuse(`'${clip(line)}' has no known type`);
    return type;
  };
  if (words[1] === 'list' && words.length === 5)
    return { name: words[4], type: scalar(words[3]), lengthType: scalar(words[2]) };
  if (words[1] !== 'list' && words.length === 3) return { name: words[2], type: scalar(words[1]) };
  throw refuse(`'${clip(line)}' is not a property`);
}
