import { type MeshDistance, meshDistanceOf } from './distance.js';
import { checkMesh, checkNumber, type Mesh } from './mesh.js';
import { type CancelWords, native } from './native.js';

export interface SolidifyOptions {
  /** Cells along the longest side of the box, 4 to 512. Default 128. */
  resolution?: number;
  /**
   * Metres; thickness of the thin solids that sheets become: surfaces with free space on both sides. Never more than
   * about one cell. Default: half a cell.
   */
  thickness?: number;
  /** Samples on each surface for the distance between input and output; 0: not measured. Default 0. */
  samples?: number;
}

/**
 * How inside was told from outside:
 * - `winding`: every line of the lattice leaves the surface as often as it enters it: integer winding numbers;
 * - `votes`: it does not; rays both ways on three axes vote per corner, smoothed over neighbours that no surface parts.
 */
export type SolidSign = 'winding' | 'votes';

export interface Solid {
  /** Closed, wound outward, two-manifold; no two vertices at one position. Without attributes. */
  mesh: { positions: Float64Array; indices: Uint32Array };
  triangles: number;
  volume_m3: number;
  area_m2: number;
  /** Side of a lattice cell. Larger than asked for where the mesh would cross the lattice more than 16 million times. */
  voxel_m: number;
  /** Corners of the lattice along x, y, z. */
  lattice: [number, number, number];
  sign: SolidSign;
  /** `clean` went first: the surface was open, or parts of it were wound against each other. */
  cleaned: boolean;
  /** Of sheets. */
  thickness_m: number;
  /** Lattice edges on which a sheet was given its thickness: 0 when the surface holds a volume everywhere. */
  sheet_edges: number;
  /** Lattice edges on which the result closes a hole. */
  bridged_edges: number;
  /** Forward: from the input to the result. Only with `samples`. */
  distance?: MeshDistance;
}

/**
 * A closed, consistently wound, two-manifold solid near any surface: open, doubled, inside out, self-intersecting,
 * non-manifold or without thickness. For mass and decomposition, never shown. Manifold by construction: no input can
 * make it otherwise. Its vertices lie on the input, so walls and gaps thinner than a cell keep their places; slanted
 * wires thinner than a cell may break (see `distance`, raise `resolution`). Open surfaces are closed where they hide a
 * place in most directions; elsewhere they become thin plates. Time O(triangles + crossings of the
 * lattice), memory bounded by the resolution; deterministic. The construction is described in native/core/solidify.h.
 * @throws ARGUMENT, MESH_DEGENERATE if nothing has area, what `inspect` throws, CANCELLED
 * @example solidify({ positions, indices }, { samples: 4096 }).distance.backward.mean_m
 */
export function solidify(mesh: Mesh, options: SolidifyOptions = {}, cancel?: CancelWords): Solid {
  checkMesh(mesh);
  const r = native.solidify(
    mesh.positions,
    mesh.indices,
    {
      resolution: Math.floor(checkNumber('resolution', options.resolution, 128, 4, 512)),
      thickness: checkNumber('thickness', options.thickness, 0, 0, 1e15),
      samples: Math.floor(checkNumber('samples', options.samples, 0, 0, 2 ** 26)),
    },
    cancel,
  );
  return {
    mesh: { positions: r.positions, indices: r.indices },
    triangles: r.indices.length / 3,
    volume_m3: r.volume,
    area_m2: r.area,
    voxel_m: r.cell,
    lattice: r.lattice,
    sign: r.sign as SolidSign,
    cleaned: r.cleaned,
    thickness_m: r.thickness,
    sheet_edges: r.sheetEdges,
    bridged_edges: r.bridgedEdges,
    ...(r.distance && { distance: meshDistanceOf(r.distance) }),
  };
}
