/**
 * glTF metallic-roughness materials as UsdPreviewSurface networks.
 *
 * Formulas of the two specifications: texture values are scaled by UsdUVTexture's own scale and bias (base colour,
 * metallic and roughness factors, normal scale s as (2s, 2s, 2) * t - (s, s, 1), occlusion strength s as s * t + 1 - s),
 * colour textures are sRGB, data textures raw.
 */
import type { Warning } from '../errors.js';
import type { Material, TextureRef } from '../formats/model.js';
import { type Attribute, attribute, type Prim } from './layer.js';

export interface MaterialContext {
  /** Path of the prim that will hold the material, such as `/Looks`. */
  parent: string;
  /** Asset path of an image, relative to the layer; undefined when the image could not be used. */
  texturePath: (image: number) => string | undefined;
  /** The mesh has texture coordinates (`primvars:st`). */
  hasUvs: boolean;
  /** The mesh has vertex colours (`primvars:displayColor`). */
  hasColors: boolean;
}

/** UsdTransform2d's inputs, degrees. */
export interface Transform2d {
  rotation: number;
  scale: [number, number];
  translation: [number, number];
}

/**
 * KHR_texture_transform on USD's texture coordinates (v up). glTF: uv' = offset + R S uv with R = [[c, s], [-s, c]],
 * counter-clockwise as seen on the image, v down. With st = (u, 1 - v) the rotation keeps its sense and
 * st' = R^T S st + (ox + sy s, 1 - oy - sy c).
 */
export function transform2d({ offset, rotation, scale }: NonNullable<TextureRef['transform']>): Transform2d {
  const [c, s] = [Math.cos(rotation), Math.sin(rotation)];
  return {
    rotation: (rotation * 180) / Math.PI,
    scale,
    translation: [offset[0] + scale[1] * s, 1 - offset[1] - scale[1] * c],
  };
}

/** One material prim with its shaders, and what could not be expressed. */
export function materialPrim(
  name: string,
  material: Material,
  context: MaterialContext,
): { prim: Prim; warnings: Warning[] } {
  const network = new Network(`${context.parent}/${name}`, context);
  const m = material;
  const inputs: Attribute[] = [];
  const put = (type: Attribute['type'], input: string, value: Attribute['value'], connect?: string) =>
    inputs.push(attribute(type, `inputs:${input}`, connect === undefined ? value : undefined, { connect }));

  const [r, g, b, a] = m.baseColor;
  const base = network.texture('BaseColor', m.baseColorTexture, { space: 'sRGB', scale: [r, g, b, a] });
  const vertexColor = base === undefined && context.hasColors ? network.vertexColor() : undefined;
  if (base !== undefined && context.hasColors)
    network.warn('material.vertex_colors_unused', 'UsdPreviewSurface cannot multiply vertex colours with a texture');
  if (vertexColor !== undefined && (r !== 1 || g !== 1 || b !== 1))
    network.warn('material.factor_unused', 'UsdPreviewSurface cannot multiply vertex colours with the base colour');
  put('color3f', 'diffuseColor', [r, g, b], base?.output('rgb', 'float3') ?? vertexColor);

  const emissive = network.texture('Emissive', m.emissiveTexture, { space: 'sRGB', scale: [...m.emissive, 1] });
  put('color3f', 'emissiveColor', m.emissive, emissive?.output('rgb', 'float3'));
  put('float', 'ior', 1.5);

  const surface = network.texture('MetallicRoughness', m.metallicRoughnessTexture, {
    space: 'raw',
    scale: [1, m.roughness, m.metallic, 1],
  });
  put('float', 'metallic', m.metallic, surface?.output('b', 'float'));

  const s = m.normalTexture?.scale ?? 1;
  const normal = network.texture('Normal', m.normalTexture, {
    space: 'raw',
    scale: [2 * s, 2 * s, 2, 1],
    bias: [-s, -s, -1, 0],
  });
  if (normal) put('normal3f', 'normal', undefined, normal.output('rgb', 'float3'));

  const strength = m.occlusionTexture?.strength ?? 1;
  const occlusion = network.texture('Occlusion', m.occlusionTexture, {
    space: 'raw',
    scale: [strength, strength, strength, 1],
    bias: [1 - strength, 1 - strength, 1 - strength, 0],
  });
  put('float', 'occlusion', 1, occlusion?.output('r', 'float'));

  put(
    'float',
    'opacity',
    m.alphaMode === 'opaque' ? 1 : a,
    m.alphaMode === 'opaque' ? undefined : base?.output('a', 'float'),
  );
  put('float', 'opacityThreshold', m.alphaMode === 'mask' ? m.alphaCutoff : 0);
  put('float', 'roughness', m.roughness, surface?.output('g', 'float'));
  put('int', 'useSpecularWorkflow', 0);

  const path = `${context.parent}/${name}`;
  const prim: Prim = {
    specifier: 'def',
    type: 'Material',
    name,
    properties: [attribute('token', 'outputs:surface', undefined, { connect: `${path}/Surface.outputs:surface` })],
    children: [
      shader('Surface', 'UsdPreviewSurface', [...inputs, attribute('token', 'outputs:surface')]),
      ...network.shaders(),
    ],
  };
  return { prim, warnings: network.warnings };
}

function shader(name: string, id: string, properties: Attribute[]): Prim {
  return {
    specifier: 'def',
    type: 'Shader',
    name,
    properties: [attribute('token', 'info:id', id, { uniform: true }), ...properties],
  };
}

interface TextureNode {
  /** Path of one output, which is declared when it is first asked for. */
  output(channel: 'rgb' | 'r' | 'g' | 'b' | 'a', type: 'float3' | 'float'): string;
}

/** The shaders behind one surface: a shared reader of texture coordinates, textures, their transforms. */
class Network {
  readonly warnings: Warning[] = [];
  private readonly nodes: Prim[] = [];
  private readerUsed = false;

  constructor(
    private readonly path: string,
    private readonly context: MaterialContext,
  ) {}

  warn(code: string, message: string): void {
    this.warnings.push({ code, message: `${this.path.split('/').pop()}: ${message}` });
  }

  texture(
    name: string,
    ref: TextureRef | undefined,
    { space, scale, bias }: { space: 'sRGB' | 'raw'; scale: number[]; bias?: number[] },
  ): TextureNode | undefined {
    if (!ref) return undefined;
    if (!this.context.hasUvs) {
      this.warn('material.texture_without_uvs', `${name} texture left out: the mesh has no texture coordinates`);
      return undefined;
    }
    const file = this.context.texturePath(ref.image);
    if (file === undefined) return undefined; // the image itself was already warned about
    this.readerUsed = true;
    let st = `${this.path}/StReader.outputs:result`;
    if (ref.transform) {
      const { rotation, scale: uvScale, translation } = transform2d(ref.transform);
      this.nodes.push(
        shader(`${name}Transform`, 'UsdTransform2d', [
          attribute('float2', 'inputs:in', undefined, { connect: st }),
          attribute('float', 'inputs:rotation', rotation),
          attribute('float2', 'inputs:scale', uvScale),
          attribute('float2', 'inputs:translation', translation),
          attribute('float2', 'outputs:result'),
        ]),
      );
      st = `${this.path}/${name}Transform.outputs:result`;
    }
    const properties = [
      ...(bias ? [attribute('float4', 'inputs:bias', bias)] : []),
      attribute('asset', 'inputs:file', file),
      attribute('float4', 'inputs:scale', scale),
      attribute('token', 'inputs:sourceColorSpace', space),
      attribute('float2', 'inputs:st', undefined, { connect: st }),
      attribute('token', 'inputs:wrapS', ref.wrapS),
      attribute('token', 'inputs:wrapT', ref.wrapT),
    ];
    const outputs = new Set<string>();
    const node = shader(name, 'UsdUVTexture', properties);
    this.nodes.push(node);
    return {
      output: (channel, type) => {
        if (!outputs.has(channel)) (node.properties as Attribute[]).push(attribute(type, `outputs:${channel}`));
        outputs.add(channel);
        return `${this.path}/${name}.outputs:${channel}`;
      },
    };
  }

  vertexColor(): string {
    this.nodes.push(
      shader('ColorReader', 'UsdPrimvarReader_float3', [
        attribute('string', 'inputs:varname', 'displayColor'),
        attribute('float3', 'outputs:result'),
      ]),
    );
    return `${this.path}/ColorReader.outputs:result`;
  }

  shaders(): Prim[] {
    const reader = shader('StReader', 'UsdPrimvarReader_float2', [
      attribute('string', 'inputs:varname', 'st'),
      attribute('float2', 'outputs:result'),
    ]);
    return this.readerUsed ? [reader, ...this.nodes] : this.nodes;
  }
}
