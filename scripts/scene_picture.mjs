/**
 * Draws a finished scene as its own camera sees it, with our own ray caster: the picture in the README.
 *
 *   node scripts/scene_picture.mjs <scene folder> <out.png> [width]
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { flatten } from '../dist/formats/flatten.js';
import { readModel } from '../dist/formats/index.js';
import { render } from '../dist/geometry/render.js';
import { surfaces } from '../dist/render/preview/surface.js';
import { ASSET_FROM_GLB, multiply } from '../dist/scene/frames.js';

const [scene, out, width = '960'] = process.argv.slice(2);
if (!scene || !out) {
  process.stderr.write('usage: node scripts/scene_picture.mjs <scene folder> <out.png> [width]\n');
  process.exit(64);
}
const manifest = JSON.parse(readFileSync(path.join(scene, 'assets', 'scene_manifest.json'), 'utf8'));
const [shot] = manifest.cameras;
if (!shot) {
  process.stderr.write('the scene has no camera\n');
  process.exit(42);
}

const layers = [];
const materials = [];
const textures = [];
for (const asset of manifest.assets) {
  const model = await readModel(path.join(scene, asset.path));
  const look = await surfaces(model.materials, model.images, 1024);
  const [firstMaterial, firstTexture] = [materials.length, textures.length];
  const plain = firstMaterial + look.materials.length - 1;
  for (const material of look.materials)
    materials.push({
      ...material,
      ...(material.texture !== undefined && { texture: material.texture + firstTexture }),
    });
  textures.push(...look.textures);
  for (const object of manifest.objects) {
    if (object.asset_id !== asset.id) continue;
    // world-from-asset, then the one change of axes from glTF's Y-up
    const mesh = flatten(model, multiply(object.matrix_column_vector, ASSET_FROM_GLB));
    const groups = mesh.groups ?? [{ start: 0, count: mesh.indices.length / 3, material: -1 }];
    mesh.groups = groups.map((group) => ({
      ...group,
      material: group.material < 0 ? plain : firstMaterial + group.material,
    }));
    layers.push({ mesh });
  }
}

const scale = Number(width) / shot.width;
const camera = {
  worldFromCamera: shot.matrix_column_vector,
  fx: shot.fx * scale,
  fy: shot.fy * scale,
  cx: shot.cx * scale,
  cy: shot.cy * scale,
  width: Math.round(shot.width * scale),
  height: Math.round(shot.height * scale),
};
const [picture] = render(
  { layers, materials, textures },
  { views: [{ camera, toSun: [0.45, -0.75, 1], background: [0.85, 0.88, 0.92, 1] }] },
);
await sharp(picture.rgba, { raw: { width: camera.width, height: camera.height, channels: 4 } })
  .removeAlpha()
  .png({ palette: true, colours: 256, dither: 0.6, compressionLevel: 9 })
  .toFile(out);
process.stdout.write(`${out}: ${camera.width} x ${camera.height}, ${layers.length} objects\n`);
