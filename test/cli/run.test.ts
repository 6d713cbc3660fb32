import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { generateBrokenScene, generateSample } from '../../dist/sample/index.js';
import { cli, tempDir, treeDigest } from '../helpers/cli.js';
import { dataPath, describeData } from '../helpers/data.js';

describe('simwright run', () => {
  test('the sample: every object, mass with provenance, proxy, all outputs there', async () => {
    const dir = tempDir();
    await generateSample(dir, { seed: 1 });
    const run = cli('run', dir, '--json');
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    const result = run.json();
    expect(result.status).toBe('done');
    expect(result.steps.map((s: any) => [s.step, s.status])).toEqual([
      ['regen3d', 'done'],
      ['simready', 'done'],
      ['usd', 'done'],
    ]);
    expect(result.objects.length).toBeGreaterThan(20);
    for (const object of result.objects.filter((o: any) => o.role === 'manipulable_object')) {
      expect(object.mass_kg, object.id).toBeGreaterThan(0);
      expect(['mesh_density', 'typical_wall', 'class_bulk'], object.id).toContain(object.provenance);
      expect(object.pieces, object.id).toBeGreaterThan(0);
    }
    for (const file of Object.values(result.outputs)) expect(existsSync(path.join(dir, file as string))).toBe(true);
    expect(JSON.parse(readFileSync(path.join(dir, 'reports/run.json'), 'utf8'))).toEqual(result);
  });

  test('same bytes from one worker, three workers, another folder and a second run', async () => {
    const dir = tempDir();
    await generateSample(path.join(dir, 'in'), { seed: 2 });
    const out = (name: string) => path.join(dir, name);
    expect(cli('run', out('in'), '--out', out('one'), '--workers', '1', '--scene-id', 's').status).toBe(0);
    expect(cli('run', out('in'), '--out', out('three'), '--workers', '3', '--scene-id', 's').status).toBe(0);
    const first = treeDigest(out('one'));
    expect(Object.keys(first).length).toBeGreaterThan(50);
    expect(treeDigest(out('three'))).toEqual(first);
    expect(cli('run', out('in'), '--out', out('one'), '--scene-id', 's').status).toBe(0);
    expect(treeDigest(out('one'))).toEqual(first);
  });

  test('three broken objects of ten: seven good ones, three coded failures, exit 2', async () => {
    const dir = tempDir();
    await generateBrokenScene(dir);
    const run = cli('run', dir, '--json');
    expect(run.status).toBe(2);
    const result = run.json();
    expect(result.status).toBe('partial');
    expect(result.objects.filter((o: any) => o.id !== 'scene_background')).toHaveLength(7);
    expect(result.failures).toHaveLength(3);
    for (const failure of result.failures) {
      expect(failure.error.code).toMatch(/^(FORMAT|MESH|FILE)_/);
      expect(failure.error.file).toBeTruthy();
    }
    const report = readFileSync(path.join(dir, 'reports/report.html'), 'utf8');
    for (const failure of result.failures) expect(report).toContain(failure.error.code);
  });

  test('what can never work: coded, one line, exit 42 or 64, nothing written', () => {
    const dir = tempDir();
    const nothing = cli('run', path.join(dir, 'absent'), '--json');
    expect(nothing.status).toBe(42);
    expect(nothing.json().error.code).toBe('FILE_NOT_FOUND');
    const empty = cli('run', dir, '--json');
    expect(empty.status).toBe(42);
    expect(empty.json().error.code).toBe('INPUT_UNKNOWN');
    expect(existsSync(path.join(dir, 'reports'))).toBe(false);
    expect(cli('run', dir, '--steps', 'regen3d,nonsense').status).toBe(64);
    expect(cli('run', dir, '--workers', '0').status).toBe(64);
    expect(cli('run').status).toBe(64);
    expect(cli('no-such-command').status).toBe(64);
  });

  test('a step without its input says which step is missing', () => {
    const dir = tempDir();
    writeFileSync(path.join(dir, 'scene.json'), '{}');
    const run = cli('run', dir, '--steps', 'usd', '--json');
    expect(run.status).toBe(42);
    const result = run.json();
    expect(result.status).toBe('failed');
    expect(result.failures[0].error.code).toBe('STEP_INPUT');
    expect(result.failures[0].error.advice).toContain('regen3d');
  });

  test('an output folder that cannot be made', () => {
    const dir = tempDir();
    mkdirSync(path.join(dir, 'in'));
    writeFileSync(path.join(dir, 'file'), '');
    const run = cli('run', path.join(dir, 'in'), '--out', path.join(dir, 'file', 'below'), '--json');
    expect(run.status).toBe(75);
    expect(run.json().error.code).toBe('OUTPUT_UNWRITABLE');
  });

  test('help teaches and costs nothing to ask for', () => {
    const started = performance.now();
    const help = cli('--help');
    expect(performance.now() - started).toBeLessThan(2000); // 0.1 s on an idle machine
    expect(help.status).toBe(0);
    expect(help.stdout).toContain('simwright run demo/scene');
    expect(help.stdout).toContain('Exit codes');
    expect(cli('--version').stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describeData('simwright run on real scenes', () => {
  test.each([
    ['scene_drake_living_room.json', 7, 7],
    ['aws_bookstore', 135, 25],
  ])('%s', (name, objects, assets) => {
    const out = tempDir();
    const run = cli('run', dataPath('dev', name), '--out', out, '--json');
    expect(run.status).toBe(0);
    const result = run.json();
    expect(result.objects).toHaveLength(objects);
    expect(new Set(result.objects.map((o: any) => o.asset)).size).toBe(assets);
  });
});
