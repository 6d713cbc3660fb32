import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runScene } from '../../dist/run/run_scene.js';
import { generateSample, type SampleTruth } from '../../dist/sample/index.js';
import type { AssetRecord } from '../../dist/scene/asset_record.js';

const root = mkdtempSync(path.join(tmpdir(), 'simwright-masses-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('the sample, defects and all: 80 % of the true masses lie in the ranges', { timeout: 180_000 }, async () => {
  const input = path.join(root, 'in');
  await generateSample(input, { seed: 1 });
  const out = path.join(root, 'out');
  await runScene({ input, out, steps: ['regen3d', 'simready'], workers: 2 });
  const truth: SampleTruth = JSON.parse(readFileSync(path.join(input, 'sample_truth.json'), 'utf8'));
  const outside: string[] = [];
  let known = 0;
  for (const { asset, objects, mass_kg } of truth.assets as (SampleTruth['assets'][number] & {
    objects?: string[];
  })[]) {
    let record: AssetRecord | undefined;
    for (const id of [asset, `${asset}_1`, ...(objects ?? [])])
      try {
        record ??= JSON.parse(readFileSync(path.join(out, 'assets', `obj_${id}`, 'simready.json'), 'utf8'));
      } catch {
        // named after another of its objects
      }
    if (!record?.mass?.model) continue;
    known++;
    const [low, high] = record.mass.model.range_kg;
    if (!(mass_kg >= low && mass_kg <= high)) outside.push(`${asset}: ${mass_kg} not in ${low} to ${high} kg`);
  }
  expect(known).toBeGreaterThanOrEqual(12);
  expect(outside.length / known, outside.join('; ')).toBeLessThanOrEqual(0.2);
});
