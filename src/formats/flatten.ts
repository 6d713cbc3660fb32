/** A whole model as one mesh: what most steps compute on. */
import { SimwrightError } from '../errors.js';
import type { MaterialGroup, Mesh } from '../geometry/mesh.js';
import { mergeGroups } from './assemble.js';
import { determinant3, isIdentity, type Matrix, multiply } from './matrix.js';
import type { Model } from './model.js';
import { smoothNormals } from './normals.js';

const MAX_TRIANGLES = 50_000_000;

/**
 * All nodes baked into one mesh, in node order; `groups[].material` indexes `model.materials`, -1 where a mesh has none.
 * `transform` (4x4 row-major, column vectors) is applied last. Positions are computed in float64 and rounded once to
 * float32. A node that mirrors (negative determinant) gets its winding turned, so that outside stays outside. Attributes
 * that only some meshes have are filled: normals from the triangles, UVs with 0, colours with white. O(n).
 * @throws MESH_TOO_LARGE when instances multiply to over 50 million triangles, MESH_EMPTY, MESH_NOT_FINITE
 */
export function flatten(model: Model, transform?: readonly number[]): Mesh {
  let triangles = 0;
  let vertices = 0;
  for (const { mesh } of model.nodes) {
    triangles += model.meshes[mesh].indices.length / 3;
    vertices += model.meshes[mesh].positions.length / 3;
  }
  const where = { file: model.name };
  if (triangles === 0) throw new SimwrightError('MESH_EMPTY', 'the model has no placed triangles', where);
  if (triangles > MAX_TRIANGLES)
    throw new SimwrightError(
      'MESH_TOO_LARGE',
      `${triangles} triangles with all instances, the limit is ${MAX_TRIANGLES}`,
      where,
    );
  const used = model.nodes.map((node) => model.meshes[node.mesh]);
  const any = (key: 'normals' | 'uvs' | 'colors') => used.some((mesh) => mesh[key]);
  const flat = {
    positions: new Float32Array(vertices * 3),
    indices: new Uint32Array(triangles * 3),
    ...(any('normals') && { normals: new Float32Array(vertices * 3) }),
    ...(any('uvs') && { uvs: new Float32Array(vertices * 2) }),
    ...(any('colors') && { colors: new Float32Array(vertices * 4).fill(1) }),
  } satisfies Mesh;
  const groups: MaterialGroup[] = [];
  let vertex = 0;
  let corner = 0;
  for (const node of model.nodes) {
    const mesh = model.meshes[node.mesh];
    const matrix = transform ? multiply([...transform], node.matrix) : node.matrix;
    const mirrored = determinant3(matrix) < 0;
    transformPoints(mesh.positions, matrix, flat.positions, vertex * 3);
    if (flat.normals) {
      const normals = mesh.normals ?? smoothNormals(mesh.positions, mesh.indices);
      transformNormals(normals, matrix, flat.normals, vertex * 3);
    }
    if (mesh.uvs) flat.uvs?.set(mesh.uvs, vertex * 2);
    if (mesh.colors) flat.colors?.set(mesh.colors, vertex * 4);
    const start = corner / 3;
    const { indices } = mesh;
    for (let i = 0; i < indices.length; i += 3, corner += 3) {
      flat.indices[corner] = indices[i] + vertex;
      flat.indices[corner + 1] = indices[mirrored ? i + 2 : i + 1] + vertex;
      flat.indices[corner + 2] = indices[mirrored ? i + 1 : i + 2] + vertex;
    }
    for (const group of mesh.groups ?? [{ start: 0, count: indices.length / 3, material: -1 }])
      groups.push({ ...group, start: group.start + start });
    vertex += mesh.positions.length / 3;
  }
  if (!flat.positions.every(Number.isFinite))
    throw new SimwrightError('MESH_NOT_FINITE', 'a placed coordinate is beyond float32', where);
  return { ...flat, groups: mergeGroups(groups) };
}

function transformPoints(from: ArrayLike<number>, m: Matrix, to: Float32Array, at: number): void {
  if (isIdentity(m)) {
    to.set(from, at);
    return;
  }
  for (let i = 0; i < from.length; i += 3) {
    const [x, y, z] = [from[i], from[i + 1], from[i + 2]];
    to[at + i] = m[0] * x + m[1] * y + m[2] * z + m[3];
    to[at + i + 1] = m[4] * x + m[5] * y + m[6] * z + m[7];
    to[at + i + 2] = m[8] * x + m[9] * y + m[10] * z + m[11];
  }
}

/** By the cofactor matrix: the inverse transpose times the determinant; a negative determinant turns the sign back. */
function transformNormals(from: ArrayLike<number>, m: Matrix, to: Float32Array, at: number): void {
  const sign = determinant3(m) < 0 ? -1 : 1;
  const c = [
    m[5] * m[10] - m[6] * m[9],
    m[6] * m[8] - m[4] * m[10],
    m[4] * m[9] - m[5] * m[8],
    m[2] * m[9] - m[1] * m[10],
    m[0] * m[10] - m[2] * m[8],
    m[1] * m[8] - m[0] * m[9],
    m[1] * m[6] - m[2] * m[5],
    m[2] * m[4] - m[0] * m[6],
    m[0] * m[5] - m[1] * m[4],
  ].map((v) => v * sign);
  for (let i = 0; i < from.length; i += 3) {
    const x = c[0] * from[i] + c[1] * from[i + 1] + c[2] * from[i + 2];
    const y = c[3] * from[i] + c[4] * from[i + 1] + c[5] * from[i + 2];
    const z = c[6] * from[i] + c[7] * from[i + 1] + c[8] * from[i + 2];
    const length = Math.sqrt(x * x + y * y + z * z);
    const usable = length > 0;
    to[at + i] = usable ? x / length : 0;
    to[at + i + 1] = usable ? y / length : 0;
    to[at + i + 2] = usable ? z / length : 1;
  }
}
