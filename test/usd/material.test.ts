import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_MATERIAL, type Material } from '../../src/formats/model.js';
import { type Attribute, writeLayer } from '../../src/usd/layer.js';
import { type MaterialContext, materialPrim, transform2d } from '../../src/usd/material.js';

type Uv = [number, number];
const flip = ([u, v]: Uv): Uv => [u, 1 - v];
/** KHR_texture_transform: scale, then rotate counter-clockwise as seen (v down), then offset. */
const gltf = ([u, v]: Uv, { offset, rotation, scale }: { offset: Uv; rotation: number; scale: Uv }): Uv => {
  const [c, s] = [Math.cos(rotation), Math.sin(rotation)];
  const [x, y] = [u * scale[0], v * scale[1]];
  return [offset[0] + c * x + s * y, offset[1] - s * x + c * y];
};
/** UsdTransform2d: scale, then rotate counter-clockwise (v up) by degrees, then translate. */
const usd = ([u, v]: Uv, { rotation, scale, translation }: ReturnType<typeof transform2d>): Uv => {
  const [c, s] = [Math.cos((rotation * Math.PI) / 180), Math.sin((rotation * Math.PI) / 180)];
  const [x, y] = [u * scale[0], v * scale[1]];
  return [c * x - s * y + translation[0], s * x + c * y + translation[1]];
};

const context = (more: Partial<MaterialContext> = {}): MaterialContext => ({
  parent: '/Looks',
  texturePath: (image) => `./textures/texture_${image}.png`,
  hasUvs: true,
  hasColors: false,
  ...more,
});
const textOf = (material: Partial<Material>, more?: Partial<MaterialContext>) => {
  const { prim, warnings } = materialPrim('m', { ...DEFAULT_MATERIAL, ...material }, context(more));
  return { text: Buffer.from(writeLayer({ defaultPrim: 'm', prims: [prim] })).toString(), warnings, prim };
};
const texture = (image: number) => ({ image, wrapS: 'repeat', wrapT: 'clamp' }) as const;

describe('texture transforms', () => {
  it('sample the same texel in USD as in glTF', () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true });
    const pair = fc.tuple(number, number);
    fc.assert(
      fc.property(pair, pair, number, pair, (uv, offset, rotation, scale) => {
        const expected = flip(gltf(uv, { offset, rotation, scale }));
        const found = usd(flip(uv), transform2d({ offset, rotation, scale }));
        expect(found[0]).toBeCloseTo(expected[0], 9);
        expect(found[1]).toBeCloseTo(expected[1], 9);
      }),
      { seed: 3 },
    );
  });

  it("follow the extension's own example: the lower left quadrant of the image", () => {
    const transform = transform2d({ offset: [0, 1], rotation: Math.PI / 2, scale: [0.5, 0.5] });
    for (const uv of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as Uv[]) {
      const [s, t] = usd(flip(uv), transform);
      expect(s).toBeGreaterThanOrEqual(-1e-12);
      expect(s).toBeLessThanOrEqual(0.5 + 1e-12);
      expect(t).toBeGreaterThanOrEqual(-1e-12);
      expect(t).toBeLessThanOrEqual(0.5 + 1e-12);
    }
  });
});

describe('materialPrim', () => {
  it('writes constants without a single texture node', () => {
    const { text, prim } = textOf({ baseColor: [0.1, 0.2, 0.3, 1], metallic: 0.5, roughness: 0.25 });
    expect(text).toContain('color3f inputs:diffuseColor = (0.1, 0.2, 0.3)');
    expect(text).toContain('float inputs:metallic = 0.5');
    expect(prim.children).toHaveLength(1);
  });

  it('scales textures by factors, decodes colours as sRGB and data raw', () => {
    const { text } = textOf({
      baseColor: [0.5, 1, 1, 0.75],
      metallic: 0.5,
      roughness: 0.25,
      alphaMode: 'mask',
      alphaCutoff: 0.3,
      baseColorTexture: texture(0),
      metallicRoughnessTexture: texture(1),
      normalTexture: { ...texture(2), scale: 0.5 },
      occlusionTexture: { ...texture(1), strength: 0.25 },
    });
    const node = (name: string) => text.slice(text.indexOf(`Shader "${name}"`)).split('\n    }')[0];
    expect(node('BaseColor')).toContain('float4 inputs:scale = (0.5, 1, 1, 0.75)');
    expect(node('BaseColor')).toContain('inputs:sourceColorSpace = "sRGB"');
    expect(node('BaseColor')).toContain('inputs:wrapT = "clamp"');
    expect(node('MetallicRoughness')).toContain('float4 inputs:scale = (1, 0.25, 0.5, 1)');
    expect(node('MetallicRoughness')).toContain('inputs:sourceColorSpace = "raw"');
    expect(node('Normal')).toContain('float4 inputs:bias = (-0.5, -0.5, -1, 0)');
    expect(node('Normal')).toContain('float4 inputs:scale = (1, 1, 2, 1)');
    expect(node('Occlusion')).toContain('float4 inputs:bias = (0.75, 0.75, 0.75, 0)');
    expect(text).toContain('inputs:opacity.connect = </Looks/m/BaseColor.outputs:a>');
    expect(text).toContain('float inputs:opacityThreshold = 0.3');
    expect(text).toContain('inputs:roughness.connect = </Looks/m/MetallicRoughness.outputs:g>');
    expect(text).toContain('inputs:metallic.connect = </Looks/m/MetallicRoughness.outputs:b>');
  });

  it('keeps opaque materials opaque whatever their texture says', () => {
    const { text } = textOf({ baseColor: [1, 1, 1, 0.2], baseColorTexture: texture(0) });
    expect(text).toContain('float inputs:opacity = 1');
    expect(text).not.toContain('opacity.connect');
  });

  it('falls back to constants where a texture or its coordinates are missing', () => {
    const material = {
      baseColor: [0.5, 0.5, 0.5, 1] as [number, number, number, number],
      baseColorTexture: texture(0),
    };
    const lost = textOf(material, { texturePath: () => undefined });
    expect(lost.text).toContain('color3f inputs:diffuseColor = (0.5, 0.5, 0.5)');
    const bare = textOf(material, { hasUvs: false });
    expect(bare.text).not.toContain('UsdUVTexture');
    expect(bare.warnings.map((w) => w.code)).toEqual(['material.texture_without_uvs']);
  });

  it('reads vertex colours where there is no texture, and says when it cannot', () => {
    expect(textOf({ baseColor: [1, 1, 1, 1] }, { hasColors: true }).text).toContain('UsdPrimvarReader_float3');
    const both = textOf({ baseColorTexture: texture(0) }, { hasColors: true });
    expect(both.warnings.map((w) => w.code)).toEqual(['material.vertex_colors_unused']);
  });

  it('declares every output that something connects to', () => {
    const { prim, text } = textOf({
      baseColorTexture: { ...texture(0), transform: { offset: [0, 0], rotation: 1, scale: [2, 2] } },
      emissiveTexture: texture(1),
    });
    const declared = new Set(
      (prim.children ?? []).flatMap((shader) =>
        (shader.properties ?? [])
          .filter((property) => property.name.startsWith('outputs:'))
          .map((property) => `/Looks/m/${shader.name}.${property.name}`),
      ),
    );
    const all = [...(prim.properties ?? []), ...(prim.children ?? []).flatMap((shader) => shader.properties ?? [])];
    const connected = all.flatMap((property) => (property as Attribute).connect ?? []);
    expect(connected.length).toBeGreaterThan(4);
    for (const path of connected) expect(declared, text).toContain(path);
  });
});
