/**
 * Every file of data/broken through the reader that claims it, in a child with limits. For the validator's files the
 * expected report decides what must be noticed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { ERROR_CODES } from '../../dist/errors.js';
import { MESH_EXTENSIONS, parseModel } from '../../dist/formats/index.js';
import { DATA, dataPath, describeData } from '../helpers/data.js';
import { type Outcome, readInChild } from './child_reader.js';
import { glb, type Json } from './gltf_files.js';

interface Issue {
  code: string;
  severity: number;
  pointer?: string;
  offset?: number;
}

const files = DATA
  ? readdirSync(dataPath('broken'), { recursive: true })
      .map(String)
      .filter((file) => MESH_EXTENSIONS.some((extension) => file.toLowerCase().endsWith(`.${extension}`)))
      .sort()
  : [];

/** Places where an error makes the geometry doubtful: data.md, section 3. */
const GEOMETRY = /^\/(buffers|bufferViews|accessors|meshes|nodes|scenes|scene)\b/;

/** Which warnings answer which error; any code not listed must lead to refusal. */
const ANSWERS: Record<string, string[]> = {
  MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_UNSIGNED_INT: ['gltf.attribute_format'],
  MESH_PRIMITIVE_UNEQUAL_ACCESSOR_COUNT: ['gltf.attribute_count'],
  MESH_PRIMITIVE_INVALID_ATTRIBUTE: ['gltf.attribute_unknown', 'gltf.morph_targets'],
  MESH_PRIMITIVE_INDEXED_SEMANTIC_CONTINUITY: ['gltf.uv1_ignored', 'gltf.attribute_unknown'],
  MESH_PRIMITIVE_MORPH_TARGET_INVALID_ATTRIBUTE_COUNT: ['gltf.morph_targets'],
  MESH_PRIMITIVE_MORPH_TARGET_NO_BASE_ACCESSOR: ['gltf.morph_targets'],
  MESH_PRIMITIVES_UNEQUAL_TARGETS_COUNT: ['gltf.morph_targets'],
  MESH_INVALID_WEIGHTS_COUNT: ['gltf.morph_targets'],
  NODE_WEIGHTS_INVALID: ['gltf.morph_targets'],
  MESH_PRIMITIVE_POSITION_ACCESSOR_WITHOUT_BOUNDS: ['gltf.bounds_missing', 'gltf.morph_targets'],
  MESH_PRIMITIVE_JOINTS_WEIGHTS_MISMATCH: ['gltf.skin'],
  NODE_SKIN_WITH_NON_SKINNED_MESH: ['gltf.skin'],
  NODE_SKIN_NO_SCENE: ['gltf.skin'],
  UNRESOLVED_REFERENCE: ['gltf.morph_targets'],
  MESH_PRIMITIVE_TOO_FEW_TEXCOORDS: ['gltf.uv1_ignored', 'mesh.uvs_missing'],
  ACCESSOR_NON_CLAMPED: ['mesh.colors_clamped'],
  ACCESSOR_INDEX_PRIMITIVE_RESTART: ['gltf.restart_index'],
  ACCESSOR_VECTOR3_NON_UNIT: ['mesh.normals_scaled'],
  // of tangents, which are not read
  ACCESSOR_INVALID_SIGN: ['mesh.normals_scaled'],
};

describeData('broken files', () => {
  let outcomes: Map<string, Outcome>;
  beforeAll(async () => {
    const list = await readInChild(
      files.map((file) => dataPath('broken', file)),
      5000,
    );
    outcomes = new Map(list.map((outcome, i) => [files[i], outcome]));
    const counts: Record<string, number> = {};
    for (const { accepted, code } of list)
      counts[accepted ? 'accepted' : code!] = (counts[accepted ? 'accepted' : code!] ?? 0) + 1;
    console.log(`${list.length} files: ${JSON.stringify(counts)}`);
  }, 120_000);

  it('are answered in time and memory, with a mesh that holds or a code of the table', () => {
    const bad = [...outcomes.values()].filter(
      ({ accepted, problems, name, code, ms, rss }) =>
        ms > 1000 ||
        rss > 512 * 2 ** 20 ||
        (accepted ? problems!.length > 0 : name !== 'SimwrightError' || !(code! in ERROR_CODES) || code === 'INTERNAL'),
    );
    expect(bad).toEqual([]);
    expect(outcomes.size).toBeGreaterThan(280);
  });

  it('with an error in the geometry are refused, or the error is answered by a warning', () => {
    const unanswered: string[] = [];
    for (const [file, outcome] of outcomes) {
      if (!outcome.accepted) continue;
      const codes = outcome.warnings!.map((warning) => warning.code);
      for (const issue of errorsOf(file))
        if (
          (GEOMETRY.test(issue.pointer ?? '') || issue.offset !== undefined) &&
          !ANSWERS[issue.code]?.some((code) => codes.includes(code))
        )
          unanswered.push(`${file}: ${issue.code} ${issue.pointer ?? issue.offset}, only ${codes}`);
    }
    expect(unanswered).toEqual([]);
  });

  it('whose geometry is there and valid are accepted, with the triangles that the validator counts', () => {
    const refused: string[] = [];
    for (const [file, { accepted, account, code }] of outcomes) {
      const report = reportOf(file);
      const triangles = report?.info?.totalTriangleCount;
      const faulty = errorsOf(file).some((issue) => GEOMETRY.test(issue.pointer ?? '') || issue.offset !== undefined);
      if (!triangles || faulty) continue;
      if (!accepted) refused.push(`${file}: ${code}`);
      else expect([file, account!.read]).toEqual([file, triangles]);
    }
    // Their buffer is not in the file, or their primitive has no positions: there is no geometry.
    expect(refused).toEqual([
      'gltf-validator/json/integer_written_as_float.gltf: FORMAT_INVALID',
      'gltf-validator/mesh/primitive_no_position.gltf: MESH_EMPTY',
      'gltf-validator/toplevel/named_objects.gltf: FORMAT_INVALID',
      'gltf-validator/toplevel/unused_objects.gltf: FORMAT_INVALID',
    ]);
  });

  it('glTF files get the same verdict as GLB', async () => {
    const verdict = (bytes: Uint8Array) =>
      parseModel(bytes, { name: 'x.gltf' }).then(
        ({ account, warnings }) => JSON.stringify([account, warnings]),
        (error) => error.code,
      );
    let compared = 0;
    for (const file of files.filter((name) => name.endsWith('.gltf'))) {
      const text = readFileSync(dataPath('broken', file));
      let json: Json;
      try {
        json = JSON.parse(text.toString());
      } catch {
        continue;
      }
      const uri = json?.buffers?.[0]?.uri;
      const embedded = typeof uri === 'string' && uri.startsWith('data:application/octet-stream;base64,');
      if (json?.buffers && !(embedded && json.buffers.length === 1)) continue;
      const bin = embedded ? Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64') : Buffer.alloc(0);
      // Chunks are padded to 4 bytes, which may complete a buffer that is too short.
      if (embedded && bin.length < json.buffers[0].byteLength) continue;
      if (embedded) delete json.buffers[0].uri;
      expect([file, await verdict(glb(JSON.stringify(json), bin))]).toEqual([file, await verdict(text)]);
      compared++;
    }
    expect(compared).toBeGreaterThan(119);
  });

  it.each<[string, number | string]>([
    ['trimesh/busted.STL', 3878],
    ['trimesh/mode5.gltf', 2786],
    ['trimesh/nancolor.obj', 12],
    ['trimesh/negative_indices.obj', 12],
    ['trimesh/polygonfaces.obj', 3],
    ['trimesh/not_convex.obj', 96],
    ['trimesh/soup.stl', 100],
    ['trimesh/no_indices_3storybuilding.glb', 72],
    ['trimesh/obj_wireframe.obj', 'MESH_EMPTY'],
    ['trimesh/points_emptyface.ply', 'MESH_EMPTY'],
    ['trimesh/empty_nodes.glb', 'MESH_EMPTY'],
    ['mujoco/line.obj', 'MESH_EMPTY'],
    ['gltf-validator/mesh_data/index_buffer_oob.gltf', 'MESH_INDEX'],
    ['gltf-validator/node/node_loop.gltf', 'FORMAT_INVALID'],
  ])('%s: %s', (file, expected) => {
    const { account, code } = outcomes.get(file)!;
    expect(account?.kept ?? code).toBe(expected);
  });
});

function reportOf(file: string): { info?: { totalTriangleCount?: number }; issues: { messages: Issue[] } } | null {
  const report = dataPath('broken', `${file}.report.json`);
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
}

const errorsOf = (file: string): Issue[] =>
  reportOf(file)?.issues.messages.filter(({ severity }) => severity === 0) ?? [];
