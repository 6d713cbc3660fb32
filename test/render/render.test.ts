import { afterAll, describe, expect, it } from 'vitest';
import { type Camera, closePool, type RenderScene, render, sync } from '../../dist/index.js';
import { torus } from '../helpers/grid.js';
import { boxMesh } from '../helpers/shapes.js';

afterAll(closePool);

/** Straight down from height 4, x to the right. */
const camera: Camera = {
  worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 4, 0, 0, 0, 1],
  fx: 32,
  fy: 32,
  cx: 16,
  cy: 16,
  width: 32,
  height: 32,
};
const box = boxMesh([-1, -1, 0], [1, 1, 1]);
const at = (x: number, y: number) => 32 * y + x;

describe('render', () => {
  it('gives depth, distance and ids of what is seen', () => {
    const [picture] = sync.render({ layers: [{ mesh: box }] }, { views: [{ camera }] });
    expect(picture.depth[at(15, 15)]).toBe(3);
    expect(picture.distance[at(8, 15)]).toBeCloseTo(3 * Math.hypot(7.5 / 32, 0.5 / 32, 1), 6);
    expect(picture.layer[at(15, 15)]).toBe(0);
    expect(picture.triangle[at(15, 15)]).toBeGreaterThanOrEqual(0);
    expect(picture.layer[at(0, 0)]).toBe(-1);
    expect(picture.depth[at(0, 0)]).toBe(Number.POSITIVE_INFINITY);
    expect(picture.overlaid).toBeUndefined();
  });

  it('takes colours from materials by group', () => {
    const mesh = {
      ...box,
      groups: [
        { start: 0, count: 2, material: 1 },
        { start: 2, count: 10, material: 0 },
      ],
    };
    const scene: RenderScene = {
      layers: [{ mesh }],
      materials: [{ base: [0, 1, 0, 1] }, { base: [1, 0, 0, 1] }],
    };
    // the top face is triangles 2 and 3, the bottom face 0 and 1
    const [above, below] = sync.render(scene, {
      views: [
        { camera, shading: false },
        {
          camera: { ...camera, worldFromCamera: [1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, -4, 0, 0, 0, 1] },
          shading: false,
        },
      ],
    });
    expect([...above.rgba.slice(4 * at(15, 15), 4 * at(15, 15) + 4)]).toEqual([0, 255, 0, 255]);
    expect([...below.rgba.slice(4 * at(15, 15), 4 * at(15, 15) + 4)]).toEqual([255, 0, 0, 255]);
  });

  it('is the same in the pool and on a shared buffer', async () => {
    const scene = { layers: [{ mesh: torus(60, 30) }, { mesh: box, overlay: true }] };
    const options = { views: [{ camera, ground: -0.4 }] };
    expect(await render(scene, options)).toEqual(sync.render(scene, options));
  });

  it('draws nothing of nothing', () => {
    const none = { positions: new Float64Array(0), indices: new Uint32Array(0) };
    const [picture] = sync.render({ layers: [{ mesh: none }] }, { views: [{ camera, background: [0, 0, 0, 0] }] });
    expect(picture.rgba.every((value) => value === 0)).toBe(true);
  });

  it('refuses wrong input with a code', () => {
    const code = (scene: unknown, options: unknown) => {
      try {
        sync.render(scene as never, options as never);
      } catch (error) {
        return (error as { code?: string }).code ?? (error as Error).name;
      }
      return 'nothing';
    };
    const layers = [{ mesh: box }];
    expect(code({}, { views: [] })).toBe('ARGUMENT');
    expect(code({ layers }, {})).toBe('ARGUMENT');
    expect(code({ layers }, { views: [{ camera: { ...camera, fx: Number.NaN } }] })).toBe('ARGUMENT');
    expect(code({ layers }, { views: [{ camera: { ...camera, width: -4 } }] })).toBe('ARGUMENT');
    expect(code({ layers: [{ mesh: { ...box, uvs: new Float32Array(3) } }] }, { views: [] })).toBe('ARGUMENT');
    expect(code({ layers: [{ mesh: { ...box, indices: new Uint32Array([0, 1, 99]) } }] }, { views: [] })).toBe(
      'MESH_INDEX',
    );
    expect(code({ layers, textures: [{ rgba: new Uint8Array(3), width: 1, height: 1 }] }, { views: [] })).toBe(
      'ARGUMENT',
    );
  });
});
