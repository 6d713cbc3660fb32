/** Model to GLB: one binary file with meshes, nodes, materials and textures. */
import type { Document, Material as GltfMaterial, Texture, TextureInfo } from '@gltf-transform/core';
import type { Mesh } from '../geometry/mesh.js';
import { isIdentity } from './matrix.js';
import { type Material, type Model, type TextureRef, texturesOf, type Wrap } from './model.js';

/**
 * The bytes depend on the model alone. Instances share their mesh, groups share vertices, indices are as small as they
 * can be. The model's frame is written as it is: turn Z-up or scaled models first. Node matrices are written as they are;
 * glTF forbids shear, so bake it first where other readers must take the file. O(n).
 */
export async function writeGlb(model: Model): Promise<Uint8Array> {
  const { Document, Format, NodeIO, Logger, VertexLayout } = await import('@gltf-transform/core');
  const extensions = await import('@gltf-transform/extensions');
  const document = new Document().setLogger(new Logger(Logger.Verbosity.SILENT));
  document.getRoot().getAsset().generator = 'simwright';
  const buffer = document.createBuffer();

  const kinds = new Set(model.images.map((image) => image.mimeType));
  if (kinds.has('image/webp')) document.createExtension(extensions.EXTTextureWebP).setRequired(true);
  if (kinds.has('image/avif')) document.createExtension(extensions.EXTTextureAVIF).setRequired(true);
  if (kinds.has('image/ktx2')) document.createExtension(extensions.KHRTextureBasisu).setRequired(true);
  const textures = model.images.map((image) =>
    document
      .createTexture(image.name)
      .setImage(image.bytes as Uint8Array<ArrayBuffer>)
      .setMimeType(image.mimeType),
  );
  const transforms = document.createExtension(extensions.KHRTextureTransform);
  const describe = (info: TextureInfo | null, ref: TextureRef) => {
    info!.setWrapS(WRAPS[ref.wrapS]).setWrapT(WRAPS[ref.wrapT]);
    if (ref.transform)
      info!.setExtension(
        'KHR_texture_transform',
        transforms
          .createTransform()
          .setOffset(ref.transform.offset)
          .setRotation(ref.transform.rotation)
          .setScale(ref.transform.scale),
      );
  };
  const materials = model.materials.map((material) => writeMaterial(document, material, textures, describe));
  if (!model.materials.some((material) => texturesOf(material).some((ref) => ref.transform))) transforms.dispose();
  for (const [i, { emissive }] of model.materials.entries()) {
    const strength = Math.max(...emissive);
    if (strength <= 1) continue;
    const glow = document.createExtension(extensions.KHRMaterialsEmissiveStrength).createEmissiveStrength();
    materials[i].setExtension('KHR_materials_emissive_strength', glow.setEmissiveStrength(strength));
  }

  const meshes = model.meshes.map((mesh, i) => {
    const written = document.createMesh(model.meshNames[i]);
    const vertices = mesh.positions.length / 3;
    const accessor = (type: 'VEC2' | 'VEC3' | 'VEC4', array: Float32Array) =>
      document
        .createAccessor()
        .setType(type)
        .setArray(array as Float32Array<ArrayBuffer>)
        .setBuffer(buffer);
    const attributes = {
      POSITION: accessor('VEC3', Float32Array.from(mesh.positions)),
      ...(mesh.normals && { NORMAL: accessor('VEC3', mesh.normals) }),
      ...(mesh.uvs && { TEXCOORD_0: accessor('VEC2', mesh.uvs) }),
      ...(mesh.colors && {
        COLOR_0: accessor(
          'VEC4',
          mesh.colors.map((v) => Math.min(1, Math.max(0, v))),
        ),
      }),
    };
    const Index = vertices <= 65535 ? Uint16Array : Uint32Array;
    for (const { start, count, material } of groupsOf(mesh)) {
      const primitive = document.createPrimitive();
      for (const [semantic, values] of Object.entries(attributes)) primitive.setAttribute(semantic, values);
      const indices = Index.from(mesh.indices.subarray(start * 3, (start + count) * 3));
      primitive.setIndices(document.createAccessor().setType('SCALAR').setArray(indices).setBuffer(buffer));
      if (material >= 0) primitive.setMaterial(materials[material]);
      written.addPrimitive(primitive);
    }
    return written;
  });
  const scene = document.createScene();
  for (const { name, mesh } of model.nodes) scene.addChild(document.createNode(name).setMesh(meshes[mesh]));
  document.getRoot().setDefaultScene(scene);
  const { json, resources } = await new NodeIO()
    .setLogger(document.getLogger())
    .registerExtensions(extensions.ALL_EXTENSIONS)
    .setVertexLayout(VertexLayout.SEPARATE)
    .writeJSON(document, { format: Format.GLB });
  // Set here because a Document keeps translation, rotation and scale, rounded and without shear.
  for (const [i, { matrix }] of model.nodes.entries())
    if (!isIdentity(matrix)) json.nodes![i].matrix = matrix.map((_, k) => matrix[(k % 4) * 4 + Math.floor(k / 4)]);
  return packGlb(JSON.stringify(json), Object.values(resources)[0]);
}

/** Chunks padded to multiples of 4: JSON with blanks, data with zeros (glTF 2.0, section 4.4). */
function packGlb(json: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = Buffer.from(json);
  const padded = (length: number) => Math.ceil(length / 4) * 4;
  const textEnd = 20 + padded(text.length);
  const bytes = new Uint8Array(data.length > 0 ? textEnd + 8 + padded(data.length) : textEnd);
  const view = new DataView(bytes.buffer);
  const words = (at: number, ...values: number[]) => {
    for (const [i, value] of values.entries()) view.setUint32(at + 4 * i, value, true);
  };
  words(0, 0x46546c67, 2, bytes.length, textEnd - 20, 0x4e4f534a);
  bytes.fill(0x20, 20, textEnd);
  bytes.set(text, 20);
  if (data.length > 0) {
    words(textEnd, padded(data.length), 0x004e4942);
    bytes.set(data, textEnd + 8);
  }
  return bytes;
}

const WRAPS: Record<Wrap, 10497 | 33071 | 33648> = { repeat: 10497, clamp: 33071, mirror: 33648 };

const groupsOf = (mesh: Mesh) => mesh.groups ?? [{ start: 0, count: mesh.indices.length / 3, material: -1 }];

function writeMaterial(
  document: Document,
  m: Material,
  textures: Texture[],
  describe: (info: TextureInfo | null, ref: TextureRef) => void,
): GltfMaterial {
  const strongest = Math.max(...m.emissive, 1);
  const written = document
    .createMaterial(m.name)
    .setBaseColorFactor(m.baseColor)
    .setMetallicFactor(m.metallic)
    .setRoughnessFactor(m.roughness)
    .setEmissiveFactor(m.emissive.map((v) => v / strongest) as [number, number, number])
    .setDoubleSided(m.doubleSided)
    .setAlphaMode(m.alphaMode.toUpperCase() as 'OPAQUE' | 'MASK' | 'BLEND')
    .setAlphaCutoff(m.alphaCutoff);
  if (m.baseColorTexture) {
    written.setBaseColorTexture(textures[m.baseColorTexture.image]);
    describe(written.getBaseColorTextureInfo(), m.baseColorTexture);
  }
  if (m.metallicRoughnessTexture) {
    written.setMetallicRoughnessTexture(textures[m.metallicRoughnessTexture.image]);
    describe(written.getMetallicRoughnessTextureInfo(), m.metallicRoughnessTexture);
  }
  if (m.normalTexture) {
    written.setNormalTexture(textures[m.normalTexture.image]).setNormalScale(m.normalTexture.scale);
    describe(written.getNormalTextureInfo(), m.normalTexture);
  }
  if (m.occlusionTexture) {
    written.setOcclusionTexture(textures[m.occlusionTexture.image]).setOcclusionStrength(m.occlusionTexture.strength);
    describe(written.getOcclusionTextureInfo(), m.occlusionTexture);
  }
  if (m.emissiveTexture) {
    written.setEmissiveTexture(textures[m.emissiveTexture.image]);
    describe(written.getEmissiveTextureInfo(), m.emissiveTexture);
  }
  return written;
}
