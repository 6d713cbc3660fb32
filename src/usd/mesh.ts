/**
 * A Mesh of ours as a UsdGeomMesh: every triangle and vertex in the order of the source, so that vertex i in USD is
 * vertex i of the file. O(n).
 */
import type { Warning } from '../errors.js';
import { type Mesh, type Vec3, vertexCount } from '../geometry/mesh.js';
import { type Attribute, attribute, type Prim, type Property, relationship } from './layer.js';
import type { AppliedSchema } from './semantics.js';

export interface MeshPrimOptions {
  name: string;
  /** Path of the prim, for nothing but warnings. */
  doubleSided?: boolean;
  /** `guide`: for physics and debugging, not rendered. */
  purpose?: 'guide';
  /** Material path per group of the mesh, with a name for its subset; undefined leaves the group unbound. */
  bindings?: readonly ({ name: string; path: string } | undefined)[];
  /** Colour where no renderer resolves the material. */
  displayColor?: Vec3;
  schemas?: readonly AppliedSchema[];
}

/** The prim, and what had to be repaired. The mesh must have at least one triangle and valid indices. */
export function meshPrim(mesh: Mesh, options: MeshPrimOptions): { prim: Prim; warnings: Warning[] } {
  const warnings: Warning[] = [];
  const groups = mesh.groups?.length ? mesh.groups : [{ start: 0, count: mesh.indices.length / 3, material: -1 }];
  const bindings = options.bindings ?? [];
  const whole = groups.length === 1 ? bindings[0] : undefined;
  const subsets = groups.length === 1 ? [] : groups.filter((group) => group.count > 0);
  const bound = bindings.some((binding) => binding !== undefined);

  const points = attribute('point3f[]', 'points', mesh.positions);
  const properties: Property[] = [
    attribute('bool', 'doubleSided', options.doubleSided ?? false, { uniform: true }),
    attribute('float3[]', 'extent', extentOf(mesh.positions)),
    attribute('int[]', 'faceVertexCounts', new Uint32Array(mesh.indices.length / 3).fill(3)),
    attribute('int[]', 'faceVertexIndices', mesh.indices),
    normalsAttribute(mesh, warnings),
    points,
    ...colorAttributes(mesh, options.displayColor),
  ];
  if (mesh.uvs) properties.push(attribute('texCoord2f[]', 'primvars:st', flipV(mesh.uvs), { interpolation: 'vertex' }));
  if (options.purpose) properties.push(attribute('token', 'purpose', options.purpose, { uniform: true }));
  properties.push(attribute('token', 'subdivisionScheme', 'none', { uniform: true }));
  if (whole) properties.push(relationship('material:binding', whole.path));
  if (subsets.length > 0)
    properties.push(attribute('token', 'subsetFamily:materialBind:familyType', 'partition', { uniform: true }));
  for (const schema of options.schemas ?? []) properties.push(...schema.properties);

  const prim: Prim = {
    specifier: 'def',
    type: 'Mesh',
    name: options.name,
    apiSchemas: [...(bound ? ['MaterialBindingAPI'] : []), ...(options.schemas ?? []).flatMap((s) => s.apiSchemas)],
    properties,
    children: subsets.map((group) => {
      const binding = bindings[groups.indexOf(group)];
      return {
        specifier: 'def',
        type: 'GeomSubset',
        name: binding?.name ?? `group_${groups.indexOf(group)}`,
        apiSchemas: binding ? ['MaterialBindingAPI'] : [],
        properties: [
          attribute('token', 'elementType', 'face', { uniform: true }),
          attribute('token', 'familyName', 'materialBind', { uniform: true }),
          attribute(
            'int[]',
            'indices',
            Uint32Array.from({ length: group.count }, (_, i) => group.start + i),
          ),
          ...(binding ? [relationship('material:binding', binding.path)] : []),
        ],
      };
    }),
  };
  return { prim, warnings };
}

/** [min, max] of what is written (float32). */
export function extentOf(positions: ArrayLike<number>): number[] {
  const extent = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 3)
    for (let axis = 0; axis < 3; axis++) {
      const x = Math.fround(positions[i + axis]);
      if (x < extent[axis]) extent[axis] = x;
      if (x > extent[axis + 3]) extent[axis + 3] = x;
    }
  return extent;
}

/** USD's image origin is the lower left corner, glTF's the upper left. */
function flipV(uvs: Float32Array): Float32Array {
  const st = new Float32Array(uvs.length);
  for (let i = 0; i < uvs.length; i += 2) {
    st[i] = uvs[i];
    st[i + 1] = 1 - uvs[i + 1];
  }
  return st;
}

/** The source's normals; without them one per face, which is what glTF asks for (flat shading). */
function normalsAttribute(mesh: Mesh, warnings: Warning[]): Attribute {
  if (!mesh.normals) return attribute('normal3f[]', 'normals', faceNormals(mesh), { interpolation: 'uniform' });
  let normals = mesh.normals;
  let replaced = 0;
  for (let i = 0; i < normals.length; i += 3) {
    const square = normals[i] ** 2 + normals[i + 1] ** 2 + normals[i + 2] ** 2;
    if (Math.abs(square - 1) < 1e-2) continue;
    if (normals === mesh.normals) normals = normals.slice();
    const length = Math.sqrt(square);
    const unit = length > 1e-12 && length < Infinity;
    for (let axis = 0; axis < 3; axis++) normals[i + axis] = unit ? normals[i + axis] / length : axis === 2 ? 1 : 0;
    replaced++;
  }
  if (replaced > 0)
    warnings.push({ code: 'mesh.normals_not_unit', message: 'normals were scaled to unit length', count: replaced });
  return attribute('normal3f[]', 'normals', normals, { interpolation: 'vertex' });
}

/** Unit normals of triangles; those without area get +Z. */
function faceNormals(mesh: Mesh): Float32Array {
  const p = mesh.positions;
  const normals = new Float32Array(mesh.indices.length);
  for (let i = 0; i < mesh.indices.length; i += 3) {
    const [a, b, c] = [mesh.indices[i] * 3, mesh.indices[i + 1] * 3, mesh.indices[i + 2] * 3];
    const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
    const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
    const n = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    const length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    for (let axis = 0; axis < 3; axis++) normals[i + axis] = length > 0 ? n[axis] / length : axis === 2 ? 1 : 0;
  }
  return normals;
}

function colorAttributes(mesh: Mesh, displayColor: Vec3 | undefined): Attribute[] {
  if (!mesh.colors)
    return displayColor
      ? [attribute('color3f[]', 'primvars:displayColor', displayColor, { interpolation: 'constant' })]
      : [];
  const count = vertexCount(mesh);
  const rgb = new Float32Array(count * 3);
  const alpha = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    rgb.set(mesh.colors.subarray(i * 4, i * 4 + 3), i * 3);
    alpha[i] = mesh.colors[i * 4 + 3];
  }
  const attributes = [attribute('color3f[]', 'primvars:displayColor', rgb, { interpolation: 'vertex' })];
  if (alpha.some((a) => a < 1))
    attributes.push(attribute('float[]', 'primvars:displayOpacity', alpha, { interpolation: 'vertex' }));
  return attributes;
}
