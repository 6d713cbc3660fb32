/**
 * PLY, ASCII and binary in both byte orders, to `Model`. Source: Greg Turk, The PLY Polygon File Format (1994).
 *
 * - vertices: x y z, nx ny nz, red green blue alpha (sRGB; integers by their range, floats 0..1), s t / u v /
 *   texture_u texture_v (v is turned to glTF's convention);
 * - faces: the list `vertex_indices` or `vertex_index` of any integer type, polygons as `PolygonCutter` says; faces of
 *   under 3 corners count as `notTriangles`; `tristrips` with -1 between strips; other elements are skipped;
 * - a file without faces is a point cloud and refused as MESH_EMPTY.
 */
import { type Attribute, assembleMesh, type VertexData } from './assemble.js';
import { srgbToLinear } from './color.js';
import { imageType } from './image_type.js';
import { DEFAULT_MATERIAL, type Material, type Model, type ModelImage, type ReadLimits } from './model.js';
import { sceneless } from './model_builder.js';
import { FaceList, readFaces } from './ply_faces.js';
import { type PlyElement, type PlyHeader, readPlyHeader, type ScalarType } from './ply_header.js';
import { BinaryValues, skipList, TextValues, type Values } from './ply_values.js';
import { ReadReport } from './read_report.js';
import { clip, type ModelSource } from './source.js';

/** @throws FORMAT_INVALID, MESH_INDEX, MESH_EMPTY, MESH_NOT_FINITE, FILE_TOO_LARGE */
export async function readPly(bytes: Uint8Array, source: ModelSource, limits: Required<ReadLimits>): Promise<Model> {
  const report = new ReadReport(source.name);
  const header = readPlyHeader(bytes, report);
  const values =
    header.format === 'ascii'
      ? new TextValues(bytes, header.dataStart, report)
      : new BinaryValues(bytes, header.dataStart, header.format === 'binary_little_endian', report);
  let vertices: VertexData | null = null;
  const faces = new FaceList(report, limits.maxTriangles);
  for (const element of header.elements) {
    checkRoom(element, values, report);
    if (element.name === 'vertex' && !vertices) vertices = readVertices(element, values, report);
    else readFaces(element, values, faces, vertices, report);
  }
  if (!vertices || (faces.polygons.length === 0 && faces.triangles.length === 0)) {
    report.account.notTriangles += (vertices?.positions.length ?? 0) / 3;
    return sceneless('ply', report, []);
  }
  const indices = faces.cut(vertices);
  const { materials, images } = await readTexture(header, vertices, source, report);
  const piece = { vertices, indices: indices.values, material: materials.length - 1 };
  const mesh = assembleMesh('mesh', [piece], report);
  return sceneless('ply', report, mesh ? [{ name: 'mesh', mesh }] : [], materials, images);
}

/** Refuses a count that the rest of the file cannot hold, before anything is allocated for it. */
function checkRoom(element: PlyElement, values: Values, report: ReadReport): void {
  const least = element.properties.reduce((sum, property) => sum + values.least(property), 0);
  if (element.count * least > values.left)
    throw report.refusal(
      'FORMAT_INVALID',
      `element '${clip(element.name)}' claims ${element.count} entries, but only ${values.left} bytes are left`,
      'the file is truncated: export or copy it again',
    );
}

/** Which attribute and component a vertex property is; text before the first match wins. */
const VERTEX_PROPERTIES: Record<string, [key: Attribute, component: number]> = {
  x: ['positions', 0],
  y: ['positions', 1],
  z: ['positions', 2],
  nx: ['normals', 0],
  ny: ['normals', 1],
  nz: ['normals', 2],
  red: ['colors', 0],
  green: ['colors', 1],
  blue: ['colors', 2],
  alpha: ['colors', 3],
  r: ['colors', 0],
  g: ['colors', 1],
  b: ['colors', 2],
  a: ['colors', 3],
  diffuse_red: ['colors', 0],
  diffuse_green: ['colors', 1],
  diffuse_blue: ['colors', 2],
  s: ['uvs', 0],
  t: ['uvs', 1],
  u: ['uvs', 0],
  v: ['uvs', 1],
  texture_u: ['uvs', 0],
  texture_v: ['uvs', 1],
};
const WIDTHS = { positions: 3, normals: 3, uvs: 2, colors: 4 } as const;
const RANGES: Partial<Record<ScalarType, number>> = { uint8: 255, uint16: 65535, uint32: 4294967295 };

function readVertices(element: PlyElement, values: Values, report: ReadReport): VertexData {
  const { count, properties } = element;
  const targets = properties.map(({ name, lengthType }) =>
    !lengthType && Object.hasOwn(VERTEX_PROPERTIES, name) ? VERTEX_PROPERTIES[name] : null,
  );
  const has = (key: Attribute, components: number) =>
    Array.from({ length: components }, (_, c) => targets.some((t) => t?.[0] === key && t[1] === c)).every(Boolean);
  if (!has('positions', 3)) throw report.refusal('FORMAT_INVALID', 'the vertices have no x, y and z');
  const arrays = {
    positions: new Float32Array(count * 3),
    ...(has('normals', 3) && { normals: new Float32Array(count * 3) }),
    ...(has('uvs', 2) && { uvs: new Float32Array(count * 2) }),
    ...(has('colors', 3) && { colors: new Float32Array(count * 4).fill(1) }),
  } as VertexData;
  const slots = properties.map((property, p) => {
    const target = targets[p];
    const array = target ? arrays[target[0]] : undefined;
    if (!target || !array) return { property, array: null, width: 0, component: 0, convert: null };
    const [key, component] = target;
    const range = RANGES[property.type] ?? 1;
    let convert: ((value: number) => number) | null = null;
    if (key === 'colors') convert = component === 3 ? (v) => v / range : (v) => srgbToLinear(v / range);
    if (key === 'uvs' && component === 1) convert = (v) => 1 - v;
    return { property, array, width: WIDTHS[key], component, convert };
  });
  const bytesToLinear = Float32Array.from({ length: 256 }, (_, i) => srgbToLinear(i / 255));
  for (const slot of slots)
    if (slot.convert && slot.property.type === 'uint8' && slot.component < 3 && slot.array === arrays.colors)
      slot.convert = (v) => bytesToLinear[v] ?? 1;
  for (let i = 0; i < count; i++)
    for (const { property, array, width, component, convert } of slots) {
      if (property.lengthType) {
        skipList(property, values, report);
        continue;
      }
      const value = values.next(property.type);
      if (array) array[i * width + component] = convert ? convert(value) : value;
    }
  return arrays;
}

/** A texture that a comment names becomes the base colour of one material. */
async function readTexture(
  { texture }: PlyHeader,
  { uvs }: VertexData,
  source: ModelSource,
  report: ReadReport,
): Promise<{ materials: Material[]; images: ModelImage[] }> {
  if (!texture || !uvs) return { materials: [], images: [] };
  try {
    if (!source.resolve) throw new Error('only bytes were given');
    const bytes = await source.resolve(texture.split(/[\\/]/).map(encodeURIComponent).join('/'));
    const mimeType = imageType(bytes);
    if (!mimeType) throw new Error('not a PNG, JPEG, WebP, KTX2 or AVIF image');
    const baseColorTexture = { image: 0, wrapS: 'repeat', wrapT: 'repeat' } as const;
    return {
      materials: [{ ...DEFAULT_MATERIAL, name: 'texture', baseColor: [1, 1, 1, 1], baseColorTexture }],
      images: [{ name: texture, mimeType, bytes }],
    };
  } catch (error) {
    report.warn('ply.image_missing', `image '${clip(texture)}': ${(error as Error).message}`);
    return { materials: [], images: [] };
  }
}
