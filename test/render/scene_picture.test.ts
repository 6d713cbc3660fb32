import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderScenePicture } from '../../dist/render/preview/scene_picture.js';
import { boxMesh } from '../helpers/shapes.js';
import { sceneManifest, writeAsset } from '../observe/scene_fixture.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'scene-picture-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const size = { width: 160, height: 90 };

describe('renderScenePicture', () => {
  it('draws every object, and boxes where there is no mesh', async () => {
    const manifest = sceneManifest({ assets: 2, instances: 2 });
    await writeAsset(dir, 'thing_0', boxMesh());
    const picture = await renderScenePicture(dir, manifest, size);
    expect(picture?.triangles).toBe(48);
    expect(picture?.boxed).toEqual(['thing_1_0', 'thing_1_1']);
    expect((await sharp(picture?.png).metadata()).width).toBe(160);
    expect(await renderScenePicture(dir, manifest, size)).toEqual(picture);
  });

  it('draws the smallest objects as boxes when there are too many triangles', async () => {
    const manifest = sceneManifest({ assets: 2, instances: 1 });
    manifest.assets[0].bounds.max = [0.5, 0.5, 0.5];
    await writeAsset(dir, 'thing_0', boxMesh());
    await writeAsset(dir, 'thing_1', boxMesh());
    expect((await renderScenePicture(dir, manifest, { ...size, maxTriangles: 12 }))?.boxed).toEqual(['thing_0']);
  });

  it('leaves out what lies so far away that the rest would vanish', async () => {
    const manifest = sceneManifest({ assets: 2, instances: 1 });
    manifest.objects[1].matrix_column_vector[3] = 1e5;
    manifest.objects[1].warnings.push({ code: 'pose.far', message: 'far' });
    const picture = await renderScenePicture(dir, manifest, size);
    expect(picture?.leftOut).toEqual(['thing_1']);
    expect(picture?.triangles).toBe(12);
  });

  it('opens a room towards the camera', async () => {
    const manifest = sceneManifest({ assets: 2, instances: 1 });
    manifest.objects[1].sim_role = 'scene_shell';
    manifest.objects[1].matrix_column_vector[3] = 0;
    manifest.assets[1].bounds = { min: [-2, -2, 0], max: [2, 2, 2] };
    await writeAsset(dir, 'thing_0', boxMesh());
    await writeAsset(dir, 'thing_1', boxMesh([-2, -2, 0], [2, 2, 2]));
    const picture = await renderScenePicture(dir, manifest, size);
    expect(picture?.triangles).toBe(12 + 6); // of the room: its floor and its two far walls
  });

  it('has nothing to show of what is not placed', async () => {
    expect(await renderScenePicture(dir, { ...sceneManifest({ assets: 1, instances: 1 }), placed: false })).toBeNull();
    expect(await renderScenePicture(dir, sceneManifest({ assets: 0, instances: 0 }))).toBeNull();
  });
});
