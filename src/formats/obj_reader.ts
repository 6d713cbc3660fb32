/**
 * Wavefront OBJ to `Model`. Works on bytes in two passes: statements into typed lists, then one mesh per object.
 * Source: Wavefront OBJ specification v3.0, appendix B1; vertex colours `v x y z r g b` as common tools write them.
 *
 * - each `o` that has faces is a mesh; `g` and `s` have no effect; `usemtl` makes material groups;
 * - polygons are cut as `PolygonCutter` says; lines, points and faces of under 3 corners count as `notTriangles`;
 * - corners with the same v/vt/vn are one vertex; texture v is turned to glTF's convention (1 - v);
 * - vertex colours are taken as sRGB, as common tools write them.
 */
import type { Mesh } from '../geometry/mesh.js';
import { assembleMesh, type MeshPiece } from './assemble.js';
import { srgbToLinear } from './color.js';
import { CornerVertices, NONE } from './corner_vertices.js';
import { Float32List, Int32List } from './grow.js';
import type { Model, ReadLimits } from './model.js';
import { sceneless } from './model_builder.js';
import { readMaterialLibraries } from './mtl_reader.js';
import { PolygonCutter } from './polygon.js';
import { ReadReport } from './read_report.js';
import { clip, type ModelSource } from './source.js';
import { TextScanner } from './text_scanner.js';

const NEWLINE = 0x0a;
const SLASH = 0x2f;
const OUT_OF_RANGE = 2 ** 31 - 1;

/** A run of faces of one object and material. */
interface Run {
  object: number;
  material: number;
  /** First face. */
  face: number;
}

/** @throws FORMAT_INVALID with the line, MESH_INDEX, MESH_EMPTY, MESH_NOT_FINITE, FILE_TOO_LARGE */
export async function readObj(bytes: Uint8Array, source: ModelSource, limits: Required<ReadLimits>): Promise<Model> {
  const report = new ReadReport(source.name);
  const file = new ObjFile(bytes, report, limits.maxTriangles);
  file.parse();
  const library = await readMaterialLibraries(file.libraries, file.materialNames, source, limits, report);
  const parts = file.build(library.numbers);
  if (file.cutter.fallbacks > 0)
    report.warn('mesh.polygon_fan', 'polygons that could not be cut by ears were cut into fans', file.cutter.fallbacks);
  return sceneless('obj', report, parts, library.materials, library.images);
}

class ObjFile {
  readonly objects: string[] = ['default'];
  readonly libraries: string[] = [];
  readonly cutter = new PolygonCutter();
  private readonly positions = new Float32List();
  /** Linear RGB per position as far as it goes; empty until the first coloured vertex. */
  private readonly colors = new Float32List();
  private readonly uvs = new Float32List();
  private readonly normals = new Float32List();
  /** v, vt, vn per corner, from 0; -1 for none. */
  private readonly corners = new Int32List();
  /** First corner of each face. */
  private readonly faces = new Int32List();
  private readonly runs: Run[] = [{ object: 0, material: -1, face: 0 }];
  private readonly materialNumbers = new Map<string, number>();
  private readonly scanner: TextScanner;
  private ignored = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly report: ReadReport,
    private readonly maxTriangles: number,
  ) {
    this.scanner = new TextScanner(bytes, report, true);
  }

  get materialNames(): string[] {
    return [...this.materialNumbers.keys()];
  }

  parse(): void {
    const { scanner, bytes } = this;
    for (let byte = scanner.peekAcrossLines(); byte >= 0; byte = scanner.peekAcrossLines()) {
      const second = bytes[scanner.pos + 1];
      if (byte === 0x76 && isBlank(second)) this.vertex();
      else if (byte === 0x66 && isBlank(second)) this.face();
      else if (byte === 0x76 && second === 0x74 && isBlank(bytes[scanner.pos + 2])) this.uv();
      else if (byte === 0x76 && second === 0x6e && isBlank(bytes[scanner.pos + 2])) this.normal();
      else this.statement(scanner.word());
      scanner.nextLine();
    }
    if (this.ignored > 0) this.report.warn('obj.ignored', 'statements that are not known were ignored', this.ignored);
  }

  private statement(word: string): void {
    const { scanner } = this;
    const { account } = this.report;
    if (word === 'usemtl' || word === 'o' || word === 'mtllib') {
      scanner.peek();
      const name = scanner.rest();
      if (word === 'usemtl') this.startRun(this.runs.at(-1)!.object, this.materialNumber(name));
      else if (word === 'mtllib') this.libraries.push(name);
      else this.startRun(this.objects.push(name || `object_${this.objects.length}`) - 1, this.runs.at(-1)!.material);
    } else if (word === 'l' || word === 'p') {
      let entries = 0;
      for (let byte = scanner.peek(); byte !== NEWLINE && byte >= 0; byte = scanner.peek(), entries++) scanner.word();
      account.notTriangles += word === 'p' ? entries : Math.max(0, entries - 1);
    } else if (word !== 'g' && word !== 's') this.ignored++;
  }

  private startRun(object: number, material: number): void {
    this.runs.push({ object, material, face: this.faces.length });
  }

  private materialNumber(name: string): number {
    const known = this.materialNumbers.get(name);
    if (known !== undefined) return known;
    this.materialNumbers.set(name, this.materialNumbers.size);
    return this.materialNumbers.size - 1;
  }

  private vertex(): void {
    const { scanner, positions, colors } = this;
    scanner.pos++;
    this.numbers(positions, 3);
    const extra: number[] = [];
    for (let byte = scanner.peek(); byte !== NEWLINE && byte >= 0 && extra.length < 5; byte = scanner.peek())
      extra.push(scanner.number());
    // After x y z: nothing, w, r g b, r g b a or w r g b, told apart by their number; alpha is not kept.
    if (extra.length >= 3) {
      const before = positions.length - 3;
      while (colors.length < before) colors.push(1);
      const from = extra.length === 5 ? 1 : 0;
      for (let k = from; k < from + 3; k++) colors.push(srgbToLinear(extra[k]));
    } else if (colors.length > 0) for (let k = 0; k < 3; k++) colors.push(1);
  }

  private uv(): void {
    this.scanner.pos += 2;
    this.scanner.peek();
    this.uvs.push(this.scanner.number());
    const byte = this.scanner.peek();
    this.uvs.push(1 - (byte === NEWLINE || byte < 0 ? 0 : this.scanner.number()));
  }

  private normal(): void {
    this.scanner.pos += 2;
    this.numbers(this.normals, 3);
  }

  private numbers(list: Float32List, count: number): void {
    const { scanner } = this;
    for (let k = 0; k < count; k++) {
      const byte = scanner.peek();
      if (byte === NEWLINE || byte < 0) throw scanner.invalid(`expected ${count} numbers, found ${k}`);
      list.push(scanner.number());
    }
  }

  private face(): void {
    const { scanner, corners, bytes } = this;
    scanner.pos++;
    const start = corners.length;
    for (let byte = scanner.peek(); byte !== NEWLINE && byte >= 0; byte = scanner.peek()) {
      const v = this.index(this.positions.length / 3);
      if (v === NONE) throw scanner.invalid(`expected a vertex number, found '${clip(scanner.word())}'`);
      let vt = NONE;
      let vn = NONE;
      if (bytes[scanner.pos] === SLASH) {
        scanner.pos++;
        vt = this.index(this.uvs.length / 2);
        if (bytes[scanner.pos] === SLASH) {
          scanner.pos++;
          vn = this.index(this.normals.length / 3);
        }
      }
      if (!isBlank(bytes[scanner.pos])) throw scanner.invalid(`'${clip(scanner.word())}' does not belong in a face`);
      corners.push(v);
      corners.push(vt);
      corners.push(vn);
    }
    const size = (corners.length - start) / 3;
    const { account } = this.report;
    if (size < 3) {
      corners.length = start;
      account.notTriangles++;
      this.report.warn('obj.face_too_small', `faces of under 3 corners, first in ${scanner.where()}`);
      return;
    }
    this.faces.push(start);
    account.read += size - 2;
    if (account.read > this.maxTriangles)
      throw this.report.refusal('FILE_TOO_LARGE', `more triangles than the limit of ${this.maxTriangles}`);
  }

  /** A 1-based or negative (relative) number as 0-based; NONE when there is no number here. Ranges are checked later. */
  private index(count: number): number {
    const { bytes, scanner } = this;
    let at = scanner.pos;
    const negative = bytes[at] === 0x2d;
    if (negative) at++;
    const first = at;
    let value = 0;
    for (let byte = bytes[at]; byte >= 0x30 && byte <= 0x39; byte = bytes[++at])
      value = Math.min(value * 10 + (byte - 0x30), OUT_OF_RANGE);
    if (at === first) return NONE;
    scanner.pos = at;
    const index = negative ? count - value : value - 1;
    return index < 0 ? OUT_OF_RANGE : index;
  }

  /** One mesh per object that has a usable triangle. */
  build(materials: readonly number[]): { name: string; mesh: Mesh }[] {
    const vertices = new CornerVertices(this.positions.length / 3, this.uvs.length / 2, this.normals.length / 3);
    const built: { name: string; mesh: Mesh }[] = [];
    for (let first = 0, next = 0; first < this.runs.length; first = next) {
      const { object } = this.runs[first];
      vertices.startObject();
      const pieces: { material: number; indices: Int32List }[] = [];
      for (next = first; this.runs[next]?.object === object; next++) {
        const indices = this.triangles(next, vertices);
        const { material } = this.runs[next];
        if (indices.length > 0) pieces.push({ material: material < 0 ? -1 : materials[material], indices });
      }
      if (pieces.length === 0) continue;
      const name = this.objects[object];
      const data = vertices.gather(this.positions.values, this.uvs.values, this.normals.values, this.colors.values);
      const mesh = assembleMesh(
        name,
        pieces.map(({ material, indices }): MeshPiece => ({ vertices: data, indices: indices.values, material })),
        this.report,
      );
      if (mesh) built.push({ name, mesh });
    }
    if (vertices.badAttributes > 0)
      this.report.warn(
        'obj.attribute_index',
        'texture coordinates or normals that do not exist were left out',
        vertices.badAttributes,
      );
    return built;
  }

  /** Corners of the triangles of one run, as vertices of its object. */
  private triangles(run: number, vertices: CornerVertices): Int32List {
    const positions = this.positions.values;
    const corners = this.corners.values;
    const faces = this.faces.values;
    const indices = new Int32List(16);
    const polygon: number[] = [];
    const end = this.runs[run + 1]?.face ?? faces.length;
    for (let f = this.runs[run].face; f < end; f++) {
      const from = faces[f];
      const to = f + 1 < faces.length ? faces[f + 1] : corners.length;
      polygon.length = 0;
      for (let c = from; c < to; c += 3) {
        if (corners[c] * 3 >= positions.length)
          throw this.report.refusal(
            'MESH_INDEX',
            `face ${f + 1} uses a vertex that does not exist (there are ${positions.length / 3})`,
            'the file is damaged: export it again',
          );
        polygon.push(corners[c]);
      }
      this.cutter.cut(positions, polygon, (a, b, c) => {
        indices.push(vertices.number(corners, from + 3 * a));
        indices.push(vertices.number(corners, from + 3 * b));
        indices.push(vertices.number(corners, from + 3 * c));
      });
    }
    return indices;
  }
}

/** Blank, line end or end of the text. */
const isBlank = (byte: number | undefined): boolean =>
  byte === undefined || byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x5c;
