import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Mesh } from '../../dist/index.js';
import { renderAssetPicture } from '../../dist/render/preview/picture.js';
import { proxyShape } from '../../dist/render/preview/proxy_shape.js';
import { reduced, surfaces } from '../../dist/render/preview/surface.js';
import type { ProxyPiece, ProxyRecord } from '../../dist/scene/asset_record.js';
import { torus } from '../helpers/grid.js';
import { boxMesh } from '../helpers/shapes.js';

const size = 96;
const piece = (fields: Partial<ProxyPiece>): ProxyPiece => ({
  kind: 'box',
  vertices: 8,
  faces: 6,
  volume_m3: 1,
  concavity: null,
  ...fields,
});
const proxyOf = (...pieces: ProxyPiece[]): ProxyRecord => ({
  kind: pieces.length > 1 ? 'decomposition' : pieces[0].kind,
  pieces,
  error_m: null,
  volume_ratio: null,
  reason: '',
});

async function pixels(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)];
  return { width: info.width, height: info.height, at, data };
}
const background = [244, 245, 247];
/** Share of a panel that is not background; shadows count as background when they are grey. */
function coverage({ at, height }: Awaited<ReturnType<typeof pixels>>, from: number) {
  let n = 0;
  for (let y = 0; y < height; y++)
    for (let x = from; x < from + height; x++) {
      const [r, g, b] = at(x, y);
      if (Math.abs(r - background[0]) + Math.abs(g - background[1]) + Math.abs(b - background[2]) > 30) n++;
    }
  return n / (height * height);
}

describe('renderAssetPicture', () => {
  it('shows the object, and beside it the proxy over it', async () => {
    const proxy = proxyOf(piece({ size_m: [2.8, 2.8, 0.8] }));
    const picture = await pixels(await renderAssetPicture({ mesh: torus(60, 30), proxy, size }));
    expect([picture.width, picture.height]).toEqual([2 * size, size]);
    expect(coverage(picture, 0)).toBeGreaterThan(0.2);
    // the hole of the torus shows the floor, or the tint of the proxy
    const blue = ([r, , b]: number[]) => b - r;
    expect(blue(picture.at(size + size / 2, size / 2))).toBeGreaterThan(40);
    expect(blue(picture.at(size / 2, size / 2))).toBeLessThan(20);
    expect(picture.at(1, 1)).toEqual(background);
  });

  it('gives the same bytes again', async () => {
    const input = { mesh: torus(40, 20), proxy: proxyOf(piece({ kind: 'sphere', radius_m: 1.4 })), size };
    expect(await renderAssetPicture(input)).toEqual(await renderAssetPicture(input));
  });

  it('frames any size and place alike', async () => {
    const shares: number[] = [];
    for (const scale of [1e-6, 1, 1e6]) {
      const low = [scale * 5, -scale * 7, scale * 2];
      const mesh = boxMesh(
        low,
        low.map((v) => v + scale),
      );
      shares.push(coverage(await pixels(await renderAssetPicture({ mesh, size })), 0));
    }
    expect(Math.min(...shares)).toBeGreaterThan(0.3);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThan(0.005);
  });

  it('draws flat, thin and inside-out objects', async () => {
    const sheet: Mesh = {
      positions: new Float32Array([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0]),
      indices: new Uint32Array([0, 2, 1, 0, 3, 2]),
    };
    expect(coverage(await pixels(await renderAssetPicture({ mesh: sheet, size })), 0)).toBeGreaterThan(0.1);
    const rod = boxMesh([0, 0, 0], [1e-3, 1e-3, 10]);
    expect((await pixels(await renderAssetPicture({ mesh: rod, size }))).width).toBe(size);
  });

  it('says when there is nothing to draw', async () => {
    const code = (mesh: Mesh) => renderAssetPicture({ mesh }).catch((error) => error.code);
    expect(await code({ positions: new Float32Array(0), indices: new Uint32Array(0) })).toBe('MESH_EMPTY');
    const point = { positions: new Float32Array([1, 1, 1]), indices: new Uint32Array([0, 0, 0]) };
    expect(await code(point)).toBe('MESH_DEGENERATE');
    const lost = { positions: new Float32Array([1, Number.NaN, 1, 0, 0, 0]), indices: new Uint32Array([0, 0, 1]) };
    expect(await code(lost)).toBe('MESH_DEGENERATE');
  });

  it('shows textures, and the base colour where an image is broken', async () => {
    const red = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#ff0000' } })
      .png()
      .toBuffer();
    const mesh: Mesh = {
      positions: new Float32Array([0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1]),
      indices: new Uint32Array([0, 1, 2, 0, 2, 3]),
      uvs: new Float32Array([0, 1, 1, 1, 1, 0, 0, 0]),
      groups: [{ start: 0, count: 2, material: 0 }],
    };
    const material = {
      name: 'm',
      baseColor: [1, 1, 1, 1] as [number, number, number, number],
      metallic: 0,
      roughness: 1,
      emissive: [0, 0, 0] as [number, number, number],
      doubleSided: false,
      alphaMode: 'opaque' as const,
      alphaCutoff: 0.5,
      baseColorTexture: { image: 0, wrapS: 'repeat' as const, wrapT: 'repeat' as const },
    };
    const draw = async (bytes: Uint8Array) => {
      const images = [{ name: 'i', mimeType: 'image/png', bytes }];
      return pixels(await renderAssetPicture({ mesh, materials: [material], images, size }));
    };
    const [r, g] = (await draw(red)).at(size / 2, size / 2);
    expect(r - g).toBeGreaterThan(100);
    const plain = (await draw(new Uint8Array([1, 2, 3]))).at(size / 2, size / 2);
    expect(Math.max(...plain) - Math.min(...plain)).toBeLessThan(20);
    expect(
      (await surfaces([material], [{ name: 'broken', mimeType: 'image/png', bytes: red.subarray(0, 20) }], 64))
        .unreadable,
    ).toEqual(['broken']);
  });
});

describe('proxy shapes', () => {
  const reach = (positions: number[], axis: number) => {
    const values = positions.filter((_, i) => i % 3 === axis);
    return [Math.min(...values), Math.max(...values)];
  };

  it('have the size and place of their piece', () => {
    const half = Math.SQRT1_2;
    const turned = piece({ size_m: [2, 4, 6], center_m: [10, 0, 0], rotation_xyzw: [0, 0, half, half] });
    const box = proxyShape(turned); // a quarter turn about z swaps x and y
    expect(reach(box.positions, 0)[0]).toBeCloseTo(8, 12);
    expect(reach(box.positions, 1)[1]).toBeCloseTo(1, 12);
    expect(box.edges.length / 6).toBe(12);
    const capsule = proxyShape(piece({ kind: 'capsule', radius_m: 0.5, height_m: 2 }));
    expect(reach(capsule.positions, 2)[0]).toBeCloseTo(-1.5, 12);
    const cylinder = proxyShape(piece({ kind: 'cylinder', radius_m: 0.5, height_m: 2 }));
    expect(reach(cylinder.positions, 2)).toEqual([-1, 1]);
    const ball = proxyShape(piece({ kind: 'sphere', radius_m: 2 }));
    expect(reach(ball.positions, 2)[1]).toBeCloseTo(2, 12);
    for (let i = 0; i < ball.positions.length; i += 3)
      expect(Math.hypot(ball.positions[i], ball.positions[i + 1], ball.positions[i + 2])).toBeCloseTo(2, 9);
    expect(Math.max(...ball.indices)).toBeLessThan(ball.positions.length / 3);
  });

  it('of hulls show the edges between faces, not those between triangles of a face', () => {
    expect(proxyShape(piece({ kind: 'hull' }), boxMesh()).edges.length / 6).toBe(12);
    expect(proxyShape(piece({ kind: 'hull' })).indices).toEqual([]);
    expect(proxyShape(piece({ kind: 'mesh' }), boxMesh()).edges).toEqual([]);
  });
});

describe('textures', () => {
  it('are reduced by whole averages', () => {
    const rgba = new Uint8Array(4 * 5 * 3);
    for (let i = 0; i < 15; i++) rgba.set([i * 10, 255 - i, 7, 255], 4 * i);
    const small = reduced({ rgba, width: 5, height: 3 }, 3);
    expect([small.width, small.height]).toEqual([3, 2]);
    expect(small.rgba[0]).toBe((0 + 10 + 50 + 60) / 4);
    expect(small.rgba[4 * 5]).toBe(140); // the last corner is one pixel
    expect(small.rgba[3]).toBe(255);
  });
});
