/** One mesh with its materials as a GLB, the way a reconstruction exports it: one node, one primitive per material. */

import { writeGlb } from '../formats/glb_writer.js';
import { DEFAULT_MATERIAL } from '../formats/model.js';
import type { Mesh } from '../geometry/mesh.js';
import type { Texture } from './textures.js';

export interface SampleMaterial {
  name: string;
  /** Linear colour; multiplies the texture. */
  color: [number, number, number];
  metallic: number;
  roughness: number;
  texture?: Texture;
  doubleSided?: boolean;
}

/** GLB 2.0 bytes; `normals: false` leaves them to the reader. */
export function sampleGlb(
  name: string,
  mesh: Mesh,
  materials: readonly SampleMaterial[],
  options: { normals: boolean },
): Promise<Uint8Array> {
  const textures = materials.flatMap((m) => m.texture ?? []);
  const written = options.normals ? mesh : { ...mesh, normals: undefined };
  return writeGlb({
    format: 'glb',
    name,
    meshes: [written],
    meshNames: [name],
    nodes: [{ name, mesh: 0, matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] }],
    materials: materials.map(({ name, color, metallic, roughness, texture, doubleSided = false }) => ({
      ...DEFAULT_MATERIAL,
      name,
      baseColor: [...color, 1],
      metallic,
      roughness,
      doubleSided,
      ...(texture && { baseColorTexture: { image: textures.indexOf(texture), wrapS: 'repeat', wrapT: 'repeat' } }),
    })),
    images: textures.map(({ name, png }) => ({ name, mimeType: 'image/png', bytes: png })),
    upAxis: 'Y',
    metersPerUnit: 1,
    account: { read: mesh.indices.length / 3, dropped: {}, kept: mesh.indices.length / 3, notTriangles: 0 },
    warnings: [],
  });
}
