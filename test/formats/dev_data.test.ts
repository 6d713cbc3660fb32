import validator from 'gltf-validator';
import { expect, it } from 'vitest';
import { flatten } from '../../dist/formats/flatten.js';
import { writeGlb } from '../../dist/formats/glb_writer.js';
import { parseModel, readModel } from '../../dist/formats/index.js';
import { DATA, dataJson, dataPath, describeData } from '../helpers/data.js';
import { bounds, problems } from './gltf_files.js';

interface Entry {
  file: string;
  triangles?: number;
  bbox_min: number[];
  bbox_max: number[];
  uv: boolean;
  normals: boolean;
  base_color_texture: boolean;
}

describeData('real meshes', () => {
  const meshes: Entry[] = DATA ? dataJson('dev', 'manifest.json').files.filter((entry: Entry) => entry.triangles) : [];

  it('are all there', () => expect(meshes.length).toBe(34 + 25));

  it.each(meshes)('$file: triangles, bounds and attributes as published', async (entry) => {
    const model = await readModel(dataPath('dev', entry.file));
    expect(problems(model)).toEqual([]);
    expect(model.account).toMatchObject({ dropped: {}, notTriangles: 0 });
    const flat = flatten(model);
    expect(flat.indices.length / 3).toBe(entry.triangles);
    const { min, max } = bounds(flat.positions);
    const size = Math.max(...max.map((v, k) => v - min[k]));
    for (let k = 0; k < 3; k++) {
      // the manifest prints six digits
      expect(Math.abs(min[k] - entry.bbox_min[k])).toBeLessThan(1e-5 * size);
      expect(Math.abs(max[k] - entry.bbox_max[k])).toBeLessThan(1e-5 * size);
    }
    expect(flat.uvs !== undefined).toBe(entry.uv);
    const textured = model.materials.some((material) => material.baseColorTexture);
    expect(textured).toBe(entry.base_color_texture);

    const bytes = await writeGlb(model);
    const report = await validator.validateBytes(bytes, { ignoredIssues: ['UNUSED_OBJECT'] });
    expect(report.issues.messages.filter((issue: { severity: number }) => issue.severity === 0)).toEqual([]);
    const back = await parseModel(bytes, { name: 'back.glb' });
    for (const [i, mesh] of model.meshes.entries()) {
      expect(Buffer.compare(Buffer.from(back.meshes[i].positions.buffer), Buffer.from(mesh.positions.buffer))).toBe(0);
      expect(Buffer.compare(Buffer.from(back.meshes[i].indices.buffer), Buffer.from(mesh.indices.buffer))).toBe(0);
    }
    expect(Buffer.compare(await writeGlb(back), bytes)).toBe(0);
  });
});
