/**
 * What every reader gives and every writer takes: meshes, nodes, materials and images of one file, in the file's own
 * frame and units, validated (indices in range, coordinates finite) and with every triangle accounted for.
 */
import type { Warning } from '../errors.js';
import type { Mesh } from '../geometry/mesh.js';

export type Wrap = 'repeat' | 'clamp' | 'mirror';

export interface TextureRef {
  /** Index into `Model.images`. */
  image: number;
  wrapS: Wrap;
  wrapT: Wrap;
  /** KHR_texture_transform, applied to glTF-convention UVs: uv' = offset + R(rotation) * scale * uv. */
  transform?: { offset: [number, number]; rotation: number; scale: [number, number] };
}

/** glTF metallic-roughness. Colours are linear. */
export interface Material {
  name: string;
  baseColor: [number, number, number, number];
  metallic: number;
  roughness: number;
  emissive: [number, number, number];
  doubleSided: boolean;
  alphaMode: 'opaque' | 'mask' | 'blend';
  alphaCutoff: number;
  baseColorTexture?: TextureRef;
  /** G = roughness, B = metallic. */
  metallicRoughnessTexture?: TextureRef;
  normalTexture?: TextureRef & { scale: number };
  /** R = occlusion. */
  occlusionTexture?: TextureRef & { strength: number };
  emissiveTexture?: TextureRef;
}

/** All textures of a material. */
export const texturesOf = (m: Material): TextureRef[] =>
  [m.baseColorTexture, m.metallicRoughnessTexture, m.normalTexture, m.occlusionTexture, m.emissiveTexture].filter(
    (ref) => ref !== undefined,
  );

export interface ModelImage {
  name: string;
  /** `image/png`, `image/jpeg`, `image/webp`, `image/ktx2`, `image/avif`: told by the bytes. */
  mimeType: string;
  /** The encoded file. */
  bytes: Uint8Array;
}

/** One placement of one mesh. Instances share the mesh index. */
export interface ModelNode {
  name: string;
  mesh: number;
  /** file-root-from-mesh, 4x4 row-major, column-vector convention (translation in elements 3, 7, 11). */
  matrix: number[];
}

/** Triangles in = triangles accounted for out. */
export interface TriangleAccount {
  /** Triangles that the file claims, after expanding strips, fans and polygons, each mesh counted once. */
  read: number;
  /** Triangles that were left out, by reason (such as `index_out_of_range`, `not_finite`). read = kept + all of these. */
  dropped: Record<string, number>;
  kept: number;
  /** Points, lines and other primitives that are not surfaces. */
  notTriangles: number;
}

export interface Model {
  format: 'glb' | 'gltf' | 'obj' | 'stl' | 'ply';
  name: string;
  /** Meshes with float32 positions in the mesh's own frame; `groups[].material` indexes `materials`. */
  meshes: Mesh[];
  meshNames: string[];
  nodes: ModelNode[];
  materials: Material[];
  images: ModelImage[];
  /** Which axis points up, when the format says so (glTF: Y), else null. */
  upAxis: 'Y' | 'Z' | null;
  /** Metres per unit, when the format says so (glTF: 1), else null. */
  metersPerUnit: number | null;
  account: TriangleAccount;
  warnings: Warning[];
}

/** Limits that every reader keeps before it allocates. */
export interface ReadLimits {
  /** Largest file in bytes. Default 2 GiB. */
  maxFileBytes?: number;
  /** Most triangles in one file. Default 50 million. */
  maxTriangles?: number;
}

export const DEFAULT_MATERIAL: Material = {
  name: 'default',
  baseColor: [0.8, 0.8, 0.8, 1],
  metallic: 0,
  roughness: 0.6,
  emissive: [0, 0, 0],
  doubleSided: false,
  alphaMode: 'opaque',
  alphaCutoff: 0.5,
};
