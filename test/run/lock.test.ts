import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockScene } from '../../dist/run/lock.js';
import { runScene } from '../../dist/run/run_scene.js';
import { tempDir } from '../helpers/cli.js';

describe('lockScene', () => {
  test('one at a time; given back it leaves nothing', async () => {
    const dir = path.join(tempDir(), 'scene');
    const unlock = await lockScene(dir);
    await expect(lockScene(dir)).rejects.toMatchObject({ code: 'LOCKED' });
    await unlock();
    expect(existsSync(dir)).toBe(false);
    await (await lockScene(dir))();
  });

  test.each([
    ['of a process that is gone', (holder: any) => ({ ...holder, pid: 2 ** 22 + 1 })],
    ['of another boot', (holder: any) => ({ ...holder, boot: 'before' })],
    ['cut off by a crash', () => undefined],
  ])('takes over a lock %s', async (_, change) => {
    const dir = tempDir();
    const file = path.join(dir, '.simwright', 'lock');
    await lockScene(dir);
    writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))) ?? '{"pi');
    const unlock = await lockScene(dir);
    expect(JSON.parse(readFileSync(file, 'utf8')).pid).toBe(process.pid);
    await unlock();
  });

  test('a lock of another host holds', async () => {
    const dir = tempDir();
    mkdirSync(path.join(dir, '.simwright'));
    writeFileSync(path.join(dir, '.simwright', 'lock'), JSON.stringify({ pid: 1, host: 'elsewhere', boot: '' }));
    await expect(lockScene(dir)).rejects.toMatchObject({ code: 'LOCKED' });
  });
});

describe('runScene', () => {
  test('a run that fails takes away what an earlier one said', async () => {
    const dir = tempDir();
    mkdirSync(path.join(dir, 'out', 'reports'), { recursive: true });
    writeFileSync(path.join(dir, 'out', 'reports', 'run.json'), '{"status":"done"}');
    writeFileSync(path.join(dir, 'bad.glb'), 'glTF');
    await expect(runScene({ input: path.join(dir, 'bad.glb'), out: path.join(dir, 'out') })).rejects.toMatchObject({
      code: 'SCENE_EMPTY',
    });
    expect(existsSync(path.join(dir, 'out', 'reports', 'run.json'))).toBe(false);
  });

  test.each(['/proc/none/below', '/dev/null/x'])('an output folder that cannot be: %s', async (out) => {
    await expect(runScene({ input: tempDir(), out })).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  });
});
