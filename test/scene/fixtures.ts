/** Scenes on disk for tests: boxes as GLB, OBJ and STL, and one pool for a suite. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { writeGlb } from '../../dist/formats/glb_writer.js';
import type { Model } from '../../dist/formats/model.js';
import { Pool } from '../../dist/pool/pool.js';
import type { SceneManifest } from '../../dist/scene/manifest.js';
import { readManifest } from '../../dist/scene/manifest_file.js';
import { type Regen3dOptions, regen3d } from '../../dist/steps/regen3d/step.js';
import type { StepResult } from '../../dist/steps/step.js';

export type Size = [number, number, number];

/** Corners of a box with its lowest corner at `at`. */
export function corners(size: Size, at: Size = [0, 0, 0]): number[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [
    at[0] + (i & 1 ? size[0] : 0),
    at[1] + (i & 2 ? size[1] : 0),
    at[2] + (i & 4 ? size[2] : 0),
  ]);
}
// outward, counter-clockwise
export const BOX_TRIANGLES = [
  0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5,
];

export const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
export const at = (x: number, y: number, z: number) => [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z, 0, 0, 0, 1];

export function boxModel(meshes: Size[], nodes: Model['nodes'], origin: Size = [0, 0, 0]): Model {
  return {
    format: 'glb',
    name: 'box',
    meshes: meshes.map((size) => ({
      positions: new Float32Array(corners(size, origin)),
      indices: new Uint32Array(BOX_TRIANGLES),
      groups: [{ start: 0, count: 12, material: 0 }],
    })),
    meshNames: meshes.map((_, i) => `mesh_${i}`),
    nodes,
    materials: [
      {
        name: 'paint',
        baseColor: [0.5, 0.2, 0.1, 1],
        metallic: 0,
        roughness: 0.5,
        emissive: [0, 0, 0],
        doubleSided: false,
        alphaMode: 'opaque',
        alphaCutoff: 0.5,
      },
    ],
    images: [],
    upAxis: 'Y',
    metersPerUnit: 1,
    account: { read: 12, dropped: {}, kept: 12, notTriangles: 0 },
    warnings: [],
  };
}

/** A GLB with one box. */
export const boxGlb = (size: Size = [1, 1, 1], origin?: Size): Promise<Uint8Array> =>
  writeGlb(boxModel([size], [{ name: 'box', mesh: 0, matrix: IDENTITY }], origin));

export function boxObj(size: Size = [1, 1, 1]): string {
  const c = corners(size);
  const v = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `v ${c.slice(i * 3, i * 3 + 3).join(' ')}`);
  const f = [];
  for (let i = 0; i < 36; i += 3)
    f.push(
      `f ${BOX_TRIANGLES.slice(i, i + 3)
        .map((k) => k + 1)
        .join(' ')}`,
    );
  return `${[...v, ...f].join('\n')}\n`;
}

/** A temporary folder that ends with the suite, and a pool. */
export function bench(workers = 2) {
  const root = mkdtempSync(path.join(tmpdir(), 'sw-scene-'));
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool({ workers });
  });
  afterAll(async () => {
    await pool.close();
    rmSync(root, { recursive: true, force: true });
  });
  let runs = 0;
  return {
    root,
    get pool() {
      return pool;
    },
    /** Writes files below a new folder and gives its path. */
    folder(files: Record<string, string | Uint8Array | object>): string {
      const dir = path.join(root, `in_${++runs}`);
      mkdirSync(dir, { recursive: true });
      for (const [name, content] of Object.entries(files)) {
        const file = path.join(dir, name);
        mkdirSync(path.dirname(file), { recursive: true });
        const plain = typeof content === 'string' || content instanceof Uint8Array;
        writeFileSync(file, plain ? content : JSON.stringify(content));
      }
      return dir;
    },
    async run(input: string, options: Partial<Regen3dOptions> = {}, withPool = pool): Promise<Outcome> {
      const out = path.join(root, `out_${++runs}`);
      const result = await regen3d.run({ sceneDir: out, pool: withPool }, { input, ...options });
      return { out, result, manifest: await readManifest(out), json: (file) => readJson(path.join(out, file)) };
    },
  };
}

export interface Outcome {
  out: string;
  result: StepResult;
  manifest: SceneManifest;
  // biome-ignore lint/suspicious/noExplicitAny: any JSON
  json: (file: string) => any;
}
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
