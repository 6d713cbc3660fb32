/**
 * Pictures of triangle layers by casting rays: exact depth and ids from the pixel centres, plain shading for people.
 * The world is Z-up. The same bytes on every machine.
 */
import { SimwrightError } from '../errors.js';
import { checkMesh, type Mesh, type Vec3 } from './mesh.js';
import { type CancelWords, native } from './native.js';

/** Pinhole camera that looks along its -Z with +Y up (as in USD and OpenGL); the upper left pixel's centre is (0.5, 0.5). */
export interface Camera {
  /** 4x4 row-major, column vectors, rigid. */
  worldFromCamera: number[];
  /** Pixels. */
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  /** At most 2^24 pixels in all. */
  width: number;
  height: number;
}

export interface RenderTexture {
  /** sRGB with straight alpha, rows from the top. */
  rgba: Uint8Array;
  width: number;
  height: number;
  /** Default `repeat`. */
  wrapS?: 'repeat' | 'clamp' | 'mirror';
  wrapT?: 'repeat' | 'clamp' | 'mirror';
}

export interface RenderMaterial {
  /** Linear RGBA. */
  base: [number, number, number, number];
  /** Linear. Default black. */
  emissive?: [number, number, number];
  /** Index into the scene's textures; multiplies `base`. */
  texture?: number;
  /** 2x3 row-major: (u', v') = M (u, v, 1). Default identity. */
  uvMatrix?: [number, number, number, number, number, number];
  /** Default `opaque`: alpha is ignored. `mask`: less than `cutoff` is a hole. `blend`: glass. */
  alpha?: 'opaque' | 'mask' | 'blend';
  /** Default 0.5. */
  cutoff?: number;
  /** Drawn only where seen from its front. Default false: both sides are drawn and lit alike. */
  frontOnly?: boolean;
}

export interface RenderLayer {
  /** Its groups' materials index the scene's materials; triangles of group -1, or without groups, take material 0. */
  mesh: Mesh;
  /**
   * A covering, such as a collision proxy: only its nearest surface is drawn, and only in `Picture.overlaid`; it neither
   * casts nor takes shadow, and depth and ids of the picture do not know it.
   */
  overlay?: boolean;
  /** Default true, whatever the material. */
  castsShadow?: boolean;
}

export interface RenderScene {
  layers: RenderLayer[];
  /** Default: one grey material. */
  materials?: RenderMaterial[];
  textures?: RenderTexture[];
}

export interface RenderView {
  camera: Camera;
  /** Direction to the sun in the world. */
  toSun?: Vec3;
  /** Linear RGBA; default opaque white. */
  background?: [number, number, number, number];
  /** Height of a floor of which only the shadows on it are seen. Default none. */
  ground?: number;
  /** false: base colours alone. Default true. */
  shading?: boolean;
}

export interface RenderOptions {
  /** One picture each. */
  views: RenderView[];
}

/**
 * Rows from the top, one entry per pixel. Depths and ids are those of the nearest solid surface at the pixel's centre
 * (holes and more than half transparent surfaces are looked through); where there is none, `layer` and `triangle` are -1
 * and the depths infinite.
 */
export interface Picture {
  width: number;
  height: number;
  /** sRGB, straight alpha, antialiased. */
  rgba: Uint8Array;
  /** Metres along the camera's axis. */
  depth: Float32Array;
  /** Metres from the camera. */
  distance: Float32Array;
  layer: Int32Array;
  triangle: Int32Array;
  /** `rgba` with the overlay layers in front; absent without such layers. */
  overlaid?: Uint8Array;
  /** Axis depth of the nearest overlay surface; absent without such layers. */
  overlayDepth?: Float32Array;
}

const GREY: RenderMaterial = { base: [0.6, 0.6, 0.6, 1] };

function materialsOf(mesh: Mesh): Uint32Array | undefined {
  if (!mesh.groups || mesh.groups.every((group) => group.material <= 0)) return undefined;
  const out = new Uint32Array(mesh.indices.length / 3);
  for (const group of mesh.groups) out.fill(Math.max(group.material, 0), group.start, group.start + group.count);
  return out;
}

/**
 * One picture per view; the trees are built once for all. Layers without triangles are left out, a scene without any
 * gives the background. O(n log n) plus O(pixels log n) per view; 0.15 s for 100,000 triangles at 320 x 320.
 * @throws ARGUMENT (camera, attribute lengths, material and texture numbers), MESH_INDEX, MESH_NOT_FINITE, CANCELLED
 * @example render({ layers: [{ mesh }] }, { views: [{ camera }] })[0].depth
 */
export function render(scene: RenderScene, options: RenderOptions, cancel?: CancelWords): Picture[] {
  if (!Array.isArray(scene?.layers)) throw new SimwrightError('ARGUMENT', 'expected a scene {layers: [...]}');
  if (!Array.isArray(options?.views)) throw new SimwrightError('ARGUMENT', 'expected options {views: [...]}');
  const layers = scene.layers.map(({ mesh, overlay, castsShadow }) => {
    checkMesh(mesh);
    const { positions, indices, normals, uvs, colors } = mesh;
    return { positions, indices, normals, uvs, colors, materials: materialsOf(mesh), overlay, castsShadow };
  });
  const views = options.views.map(({ camera, ...view }) => ({ ...view, ...camera }));
  const materials = scene.materials?.length ? scene.materials : [GREY];
  return native.render(layers, materials, scene.textures ?? [], views, cancel);
}
