/** Faces and triangle strips of a PLY file. */
import type { VertexData } from './assemble.js';
import { Int32List } from './grow.js';
import type { PlyElement, PlyProperty } from './ply_header.js';
import { listLength, skipList, type Values } from './ply_values.js';
import { PolygonCutter } from './polygon.js';
import type { ReadReport } from './read_report.js';

/** Reads `face` and `tristrips`, skips any other element. */
export function readFaces(
  { name, count, properties }: PlyElement,
  values: Values,
  faces: FaceList,
  vertices: VertexData | null,
  report: ReadReport,
): void {
  const list = properties.findIndex((p) => p.lengthType && (p.name === 'vertex_indices' || p.name === 'vertex_index'));
  const used = list >= 0 && (name === 'face' || name === 'tristrips') ? list : -1;
  if (used >= 0 && !vertices) throw report.refusal('FORMAT_INVALID', 'the faces come before the vertices');
  if (name === 'face' && properties.some((p) => p.name === 'texcoord'))
    report.warn('ply.face_texcoords', 'texture coordinates of face corners are not kept');
  if (name === 'face' && used < 0 && count > 0)
    report.warn('ply.faces_without_vertices', 'the faces have no list of vertices', count);
  if (properties.length === 0) return;
  for (let i = 0; i < count; i++)
    for (const [p, property] of properties.entries()) {
      if (!property.lengthType) values.next(property.type);
      else if (p !== used) skipList(property, values, report);
      else if (name === 'face') faces.polygon(property, values);
      else faces.strips(property, values);
    }
}

export class FaceList {
  /** Corner count and vertices of each face of more than three corners. */
  readonly polygons = new Int32List();
  readonly triangles = new Int32List();

  constructor(
    private readonly report: ReadReport,
    private readonly maxTriangles: number,
  ) {}

  polygon(property: PlyProperty, values: Values): void {
    const length = listLength(property, values, this.report);
    if (length < 3) {
      this.report.account.notTriangles++;
      for (let k = 0; k < length; k++) values.next(property.type);
      return;
    }
    this.count(length - 2);
    const list = length === 3 ? this.triangles : this.polygons;
    if (length > 3) list.push(length);
    for (let k = 0; k < length; k++) list.push(this.index(values.next(property.type)));
  }

  strips(property: PlyProperty, values: Values): void {
    let [a, b] = [-1, -1];
    let flip = false;
    for (let k = listLength(property, values, this.report); k > 0; k--) {
      const c = values.next(property.type);
      if (c < 0) {
        [a, b, flip] = [-1, -1, false];
        continue;
      }
      if (a >= 0) {
        this.count(1);
        for (const vertex of flip ? [a, c, b] : [a, b, c]) this.triangles.push(this.index(vertex));
        flip = !flip;
      }
      [a, b] = [b, c];
    }
  }

  private count(triangles: number): void {
    this.report.account.read += triangles;
    if (this.report.account.read > this.maxTriangles)
      throw this.report.refusal('FILE_TOO_LARGE', `more triangles than the limit of ${this.maxTriangles}`);
  }

  private index(value: number): number {
    if (!(value >= 0 && value < 2 ** 31 && Number.isInteger(value)))
      throw this.report.refusal('MESH_INDEX', `a face uses vertex ${value}`);
    return value;
  }

  /** All triangles as corners: triangles first, then those of polygons. */
  cut({ positions }: VertexData): Int32List {
    const cutter = new PolygonCutter();
    const polygons = this.polygons.values;
    for (let at = 0; at < polygons.length; at += polygons[at] + 1) {
      const polygon = polygons.subarray(at + 1, at + 1 + polygons[at]);
      for (const vertex of polygon)
        if (vertex * 3 >= positions.length)
          throw this.report.refusal('MESH_INDEX', `a face uses vertex ${vertex} of ${positions.length / 3}`);
      cutter.cut(positions, polygon, (a, b, c) => {
        for (const corner of [a, b, c]) this.triangles.push(polygon[corner]);
      });
    }
    if (cutter.fallbacks > 0)
      this.report.warn(
        'mesh.polygon_fan',
        'polygons that could not be cut by ears were cut into fans',
        cutter.fallbacks,
      );
    return this.triangles;
  }
}
