/** One mesh with its materials as a GLB, the way a reconstruction exports it: one node, one primitive per material. */
import { Document, NodeIO } from '@gltf-transform/core';
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

/** GLB 2.0 bytes. `normals: false` leaves them to the reader. */
export async function sampleGlb(
  name: string,
  mesh: Mesh,
  materials: readonly SampleMaterial[],
  options: { normals: boolean },
): Promise<Uint8Array> {
  const document = new Document();
  const buffer = document.createBuffer();
  const root = document.getRoot();
  root.getAsset().generator = 'simwright sample';
  const textures = new Map<Texture, ReturnType<Document['createTexture']>>();
  const target = document.createMesh(name);
  for (const group of mesh.groups ?? []) {
    const source = materials[group.material];
    const material = document
      .createMaterial(source.name)
      .setBaseColorFactor([...source.color, 1])
      .setMetallicFactor(source.metallic)
      .setRoughnessFactor(source.roughness)
      .setDoubleSided(source.doubleSided ?? false);
    if (source.texture) {
      let texture = textures.get(source.texture);
      if (!texture) {
        texture = document.createTexture(source.texture.name).setImage(source.texture.png).setMimeType('image/png');
        textures.set(source.texture, texture);
      }
      material.setBaseColorTexture(texture);
    }
    // a primitive holds its own run of vertices: `toMesh` never shares them between materials
    const run = mesh.indices.subarray(3 * group.start, 3 * (group.start + group.count));
    const first = run.reduce((least, i) => Math.min(least, i), Infinity);
    const last = run.reduce((most, i) => Math.max(most, i), 0);
    const local = run.map((i) => i - first);
    const attribute = (values: Float32Array, size: number) => values.slice(size * first, size * (last + 1));
    const primitive = document
      .createPrimitive()
      .setMaterial(material)
      .setIndices(
        document
          .createAccessor()
          .setType('SCALAR')
          .setArray(last - first < 65535 ? new Uint16Array(local) : local)
          .setBuffer(buffer),
      );
    const add = (semantic: string, values: Float32Array, size: 2 | 3) =>
      primitive.setAttribute(
        semantic,
        document
          .createAccessor()
          .setType(size === 2 ? 'VEC2' : 'VEC3')
          .setArray(attribute(values, size))
          .setBuffer(buffer),
      );
    add('POSITION', mesh.positions as Float32Array, 3);
    if (options.normals && mesh.normals) add('NORMAL', mesh.normals, 3);
    if (mesh.uvs) add('TEXCOORD_0', mesh.uvs, 2);
    target.addPrimitive(primitive);
  }
  const scene = document.createScene(name).addChild(document.createNode(name).setMesh(target));
  root.setDefaultScene(scene);
  return new NodeIO().writeBinary(document);
}
