import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeStl } from '../../dist/formats/stl_writer.js';
import { runScene } from '../../dist/run/run_scene.js';
import { tempDir } from '../helpers/cli.js';
import { boxMesh } from '../helpers/shapes.js';

const matrix = (x: number) => [1, 0, 0, x, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

test('a second run with another input leaves nothing of the first', async () => {
  const dir = tempDir();
  const input = (name: string, files: string[]) => {
    mkdirSync(path.join(dir, name));
    for (const [i, file] of files.entries())
      writeFileSync(path.join(dir, name, file), writeStl(boxMesh([0, 0, 0], [0.1 * (i + 1), 0.1, 0.1])));
    return path.join(dir, name);
  };
  const out = path.join(dir, 'out');
  await runScene({ input: input('first', ['a.stl', 'b.stl']), out, workers: 1 });
  expect(existsSync(path.join(out, 'assets/obj_b/simready.json'))).toBe(true);
  await runScene({ input: input('second', ['a.stl']), out, workers: 1 });
  expect(existsSync(path.join(out, 'assets/obj_a/simready.json'))).toBe(true);
  expect(existsSync(path.join(out, 'assets/obj_b'))).toBe(false);
});

test('equal files of a mesh folder are an asset each', async () => {
  const dir = tempDir();
  mkdirSync(path.join(dir, 'in'));
  for (const file of ['a.stl', 'b.stl'])
    writeFileSync(path.join(dir, 'in', file), writeStl(boxMesh([0, 0, 0], [0.1, 0.1, 0.1])));
  const { result } = await runScene({ input: path.join(dir, 'in'), out: path.join(dir, 'out'), workers: 1 });
  expect(result.objects.map(({ id }) => id).sort()).toEqual(['a', 'b']);
});

test.each([
  ['pillow', 'steel pan'],
  ['steel pan', 'pillow'],
])('one mesh as %s and as %s: two assets, each of its own material', async (first, second) => {
  const dir = tempDir();
  writeFileSync(path.join(dir, 'thing.stl'), writeStl(boxMesh([0, 0, 0], [0.2, 0.2, 0.1])));
  const object = (category: string, x: number) => ({
    id: category.replace(' ', '_'),
    mesh: 'thing.stl',
    matrix_column_vector: matrix(x),
    category,
  });
  writeFileSync(
    path.join(dir, 'scene.json'),
    JSON.stringify({ schema: 'simwright.scene/1', objects: [object(first, 0), object(second, 1)] }),
  );
  const { result } = await runScene({ input: dir, workers: 1 });
  const mass = Object.fromEntries(result.objects.map(({ id, mass_kg }) => [id, mass_kg as number]));
  expect(new Set(result.objects.map(({ asset }) => asset)).size).toBe(2);
  expect(mass.steel_pan).toBeGreaterThan(3 * mass.pillow);
});
