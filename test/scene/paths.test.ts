import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isSafeId, resolveInside, SAFE_ID, safeId, UniqueIds } from '../../src/scene/paths.js';

const root = mkdtempSync(path.join(tmpdir(), 'sw-paths-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const scene = path.join(root, 'scene');
mkdirSync(path.join(scene, 'meshes'), { recursive: true });
mkdirSync(path.join(root, 'scene-secret'));
writeFileSync(path.join(scene, 'meshes', 'a.glb'), '');
writeFileSync(path.join(root, 'scene-secret', 'b.glb'), '');
symlinkSync(path.join(scene, 'meshes'), path.join(scene, 'inner'));
symlinkSync(path.join(root, 'scene-secret'), path.join(scene, 'outer'));
symlinkSync('loop', path.join(scene, 'loop'));

describe('paths', () => {
  it('resolves what lies inside, through inner links too', () => {
    expect(resolveInside(scene, 'meshes/a.glb')).toMatch(/scene\/meshes\/a\.glb$/);
    expect(resolveInside(scene, './inner/a.glb')).toMatch(/scene\/meshes\/a\.glb$/);
    expect(resolveInside(scene, 'not/yet/there.glb')).toMatch(/scene\/not\/yet\/there\.glb$/);
    expect(resolveInside(scene, 'a..b.glb')).toMatch(/a\.\.b\.glb$/);
  });

  it.each([
    '/etc/passwd',
    '../scene-secret/b.glb',
    'meshes/../../x',
    'meshes/..',
    '..\\x',
    'C:\\x',
    '\\\\host\\x',
    'file:///etc/passwd',
    'outer/b.glb',
    'outer/missing.glb',
    'loop',
    'loop/x',
    'a\0.glb',
    '',
  ])('refuses %j', (relative) => {
    expect(() => resolveInside(scene, relative)).toThrowError(expect.objectContaining({ code: 'PATH_ESCAPE' }));
  });
});

describe('ids', () => {
  it.each([
    ['mug', 'mug'],
    ['../x', 'x'],
    ['-rf', 'rf'],
    ['__proto__', 'proto'],
    ['coffee mug (left)', 'coffee_mug_left'],
    ['Tisch, groß', 'Tisch_gro'],
    ['café', 'cafe'],
    ['a/b\\c', 'a_b_c'],
  ])('%j becomes %j', (name, id) => expect(safeId(name)).toBe(id));

  it('keeps names without letters apart', () => {
    expect(safeId('椅子')).not.toBe(safeId('桌子'));
    expect(safeId('椅子')).toMatch(SAFE_ID);
    expect(safeId(`${'a'.repeat(200)}1`)).not.toBe(safeId(`${'a'.repeat(200)}2`));
  });

  it('is safe, and the same twice, for every name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const id = safeId(name);
        expect(isSafeId(id)).toBe(true);
        expect(safeId(id)).toBe(id);
        expect(safeId(name)).toBe(id);
      }),
    );
  });

  it('hands out every id once, upper and lower case alike', () => {
    const ids = new UniqueIds();
    expect(['a', 'A', 'a', 'a_2', 'x'.repeat(128), 'x'.repeat(128)].map((name) => ids.take(name))).toEqual([
      'a',
      'A_2',
      'a_3',
      'a_2_2',
      'x'.repeat(128),
      `${'x'.repeat(126)}_2`,
    ]);
  });
});
