/**
 * STL, binary and ASCII, to `Model`. Source: 3D Systems, StereoLithography Interface Specification (1989).
 *
 * - binary when the size is exactly what the count at byte 80 says, whatever the header reads; else ASCII when the text
 *   starts with `solid` and goes on with `facet` or `endsolid`; else binary;
 * - a binary file that is too short for its count is refused; a count of 0 before whole facets is taken as unknown, and
 *   bytes behind the last counted facet are ignored, both with a warning;
 * - facet normals (the winding says the same), colours and attribute bytes are not kept;
 * - bit-equal corners become one vertex; each ASCII `solid` with facets is a mesh.
 */
import { assembleMesh } from './assemble.js';
import { Float32List } from './grow.js';
import type { Model, ReadLimits } from './model.js';
import { sceneless } from './model_builder.js';
import { ReadReport } from './read_report.js';
import type { ModelSource } from './source.js';
import { TextScanner } from './text_scanner.js';
import { weldSoup } from './weld_soup.js';

const HEADER = 84;
const FACET = 50;

/** @throws FORMAT_INVALID, MESH_EMPTY, MESH_NOT_FINITE, FILE_TOO_LARGE */
export function readStl(bytes: Uint8Array, source: ModelSource, limits: Required<ReadLimits>): Model {
  const report = new ReadReport(source.name);
  const solids = isAscii(bytes) ? readAscii(bytes, report, limits) : readBinary(bytes, report, limits);
  const parts = solids.flatMap(({ name, corners }) => {
    report.account.read += corners.length / 9;
    if (corners.length === 0) return [];
    const { vertices, indices } = weldSoup(corners);
    const mesh = assembleMesh(name, [{ vertices, indices, material: -1 }], report);
    return mesh ? [{ name, mesh }] : [];
  });
  return sceneless('stl', report, parts);
}

interface Solid {
  name: string;
  /** 9 numbers per triangle. */
  corners: Float32Array;
}

function isAscii(bytes: Uint8Array): boolean {
  if (bytes.length >= HEADER && HEADER + FACET * countOf(bytes) === bytes.length) return false;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1');
  return /^\s*solid\b[^\n\r]*[\n\r][\s]*(facet|endsolid)\b/i.test(text) || /^\s*solid[^\n\r]*\s*$/i.test(text);
}

const countOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(80, true);

function readBinary(bytes: Uint8Array, report: ReadReport, limits: Required<ReadLimits>): Solid[] {
  if (bytes.length < HEADER)
    throw report.refusal('FORMAT_INVALID', `neither ASCII nor binary STL: ${bytes.length} bytes, ${HEADER} expected`);
  const claimed = countOf(bytes);
  const room = Math.floor((bytes.length - HEADER) / FACET);
  if (claimed > room)
    throw report.refusal(
      'FORMAT_INVALID',
      `claims ${claimed} triangles, but there is room for ${room}`,
      'the file is truncated: export or copy it again',
    );
  const unknown = claimed === 0 && room > 0 && (bytes.length - HEADER) % FACET === 0;
  const count = unknown ? room : claimed;
  if (unknown) report.warn('stl.count_missing', `claims no triangles, but holds ${room}: these are read`);
  else if (bytes.length > HEADER + FACET * count)
    report.warn(
      'stl.trailing_bytes',
      'bytes after the last triangle were ignored',
      bytes.length - HEADER - FACET * count,
    );
  checkCount(count, report, limits);
  const corners = new Float32Array(count * 9);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let t = 0, out = 0; t < count; t++) {
    const at = HEADER + FACET * t + 12;
    for (let k = 0; k < 36; k += 4) corners[out++] = view.getFloat32(at + k, true);
  }
  return [{ name: 'solid', corners }];
}

function readAscii(bytes: Uint8Array, report: ReadReport, limits: Required<ReadLimits>): Solid[] {
  const scanner = new TextScanner(bytes, report, false);
  const solids: Solid[] = [];
  let name = 'solid';
  let corners = new Float32List();
  let total = 0;
  const finish = () => {
    solids.push({ name, corners: corners.values.slice() });
    corners = new Float32List();
  };
  const expect = (word: string) => {
    scanner.peekAcrossLines();
    const found = scanner.word().toLowerCase();
    if (found !== word) throw scanner.invalid(`expected '${word}', found '${found.slice(0, 40)}'`);
  };
  const numbers = (keep: boolean) => {
    for (let k = 0; k < 3; k++) {
      scanner.peekAcrossLines();
      const value = scanner.number();
      if (keep) corners.push(value);
    }
  };
  while (scanner.peekAcrossLines() >= 0) {
    const word = scanner.word().toLowerCase();
    if (word === 'solid') {
      if (corners.length > 0) finish();
      scanner.peek();
      name = scanner.rest() || 'solid';
    } else if (word === 'endsolid') {
      scanner.rest();
      finish();
      name = 'solid';
    } else if (word === 'facet') {
      expect('normal');
      numbers(false);
      expect('outer');
      expect('loop');
      for (let corner = 0; corner < 3; corner++) {
        expect('vertex');
        numbers(true);
      }
      expect('endloop');
      expect('endfacet');
      checkCount(++total, report, limits);
    } else throw scanner.invalid(`expected 'facet' or 'endsolid', found '${word.slice(0, 40)}'`);
  }
  if (corners.length > 0) {
    report.warn('stl.end_missing', "the last solid has no 'endsolid'");
    finish();
  }
  return solids;
}

function checkCount(count: number, report: ReadReport, limits: Required<ReadLimits>): void {
  if (count > limits.maxTriangles)
    throw report.refusal('FILE_TOO_LARGE', `${count} triangles, the limit is ${limits.maxTriangles}`);
}
