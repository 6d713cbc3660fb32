/** Which glTF versions and extensions can be read. */
import { clip } from '../source.js';
import type { JsonObject, JsonReader } from './json_reader.js';

/** Change vertex data or placement, and are decoded. */
const DECODED = [
  'KHR_draco_mesh_compression',
  'EXT_meshopt_compression',
  'KHR_meshopt_compression',
  'KHR_mesh_quantization',
  'KHR_accessor_float64',
  'EXT_mesh_gpu_instancing',
  'KHR_texture_transform',
  'KHR_texture_basisu',
  'EXT_texture_webp',
  'EXT_texture_avif',
  'KHR_materials_emissive_strength',
  'KHR_materials_pbrSpecularGlossiness',
];

/** Do not change the shape: what they add is left out. */
const IGNORED = [
  'KHR_materials_unlit',
  'KHR_materials_anisotropy',
  'KHR_materials_clearcoat',
  'KHR_materials_diffuse_transmission',
  'KHR_materials_dispersion',
  'KHR_materials_ior',
  'KHR_materials_iridescence',
  'KHR_materials_sheen',
  'KHR_materials_specular',
  'KHR_materials_transmission',
  'KHR_materials_variants',
  'KHR_materials_volume',
  'KHR_lights_punctual',
  'KHR_node_visibility',
  'KHR_animation_pointer',
  'KHR_xmp_json_ld',
  'EXT_lights_image_based',
  'EXT_mesh_features',
  'EXT_structural_metadata',
];

/** @throws FORMAT_UNSUPPORTED for other versions and for extensions that are required but not known. */
export function checkAsset(root: JsonObject, read: JsonReader): void {
  const asset = read.required(read.child(root, 'asset', ''), 'asset', '');
  const version = read.required(read.string(asset, 'version', '/asset'), 'version', '/asset');
  const minVersion = read.string(asset, 'minVersion', '/asset');
  for (const [key, value] of [
    ['version', version],
    ['minVersion', minVersion],
  ] as const) {
    if (value === undefined) continue;
    const numbers = /^(\d+)\.(\d+)$/.exec(value);
    if (!numbers) throw read.invalid(`/asset/${key}`, `expected a version such as 2.0, found '${clip(value)}'`);
    if (Number(numbers[1]) !== 2 || (key === 'minVersion' && Number(numbers[2]) > 0))
      throw read.report.refusal('FORMAT_UNSUPPORTED', `expected glTF 2.0, found ${key} ${clip(value)}`);
  }
  const used = new Set(names(root, 'extensionsUsed', read));
  for (const name of names(root, 'extensionsRequired', read)) {
    used.add(name);
    if (!DECODED.includes(name) && !IGNORED.includes(name))
      throw read.report.refusal(
        'FORMAT_UNSUPPORTED',
        `the file requires the glTF extension ${clip(name)}, which is not supported`,
        'export the file without this extension',
      );
  }
  const ignored = [...used].filter((name) => !DECODED.includes(name));
  if (ignored.length > 0)
    read.report.warn(
      'gltf.extension_ignored',
      `extensions without effect here: ${ignored.map(clip).slice(0, 20).join(', ')}`,
      ignored.length,
    );
  if (Array.isArray(root.animations) && root.animations.length > 0)
    read.report.warn('gltf.animations', 'animations are ignored, the scene is read at rest', root.animations.length);
}

function names(root: JsonObject, key: string, read: JsonReader): string[] {
  const list = read.array(root, key, '') as unknown as JsonObject & unknown[];
  const found = Array.from(list.keys(), (i) => read.string(list, String(i), `/${key}`) ?? '');
  if (new Set(found).size < found.length) read.report.warn('gltf.duplicate', `/${key}: lists a name twice`);
  return found;
}
