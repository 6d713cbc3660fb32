/**
 * The dialect `{source, up, units, instances: [{name, glb, static, matrix_world_from_glb, published_inertial?}]}`: poses of
 * meshes in a world, as converters of public scenes write it. `static: true` is a given role. `static: false` says nothing:
 * such files carry it for floors and walls too. Published inertials are placeholders: the impossible ones are rejected,
 * the others kept as a note, and none replaces a measured mass.
 */
import path from 'node:path';
import { z } from 'zod';
import { SimwrightError, type Warning } from '../../errors.js';
import { ASSET_FROM_GLB, checkAffine, IDENTITY, multiply, scaling } from '../../scene/frames.js';
import { issuesText } from '../../scene/manifest_file.js';
import { resolveInside, safeId, UniqueIds } from '../../scene/paths.js';
import type { Recognised } from './recognise.js';
import { assetNameOf } from './scene_file.js';
import { failureOf, type InputObject, type InputOptions, type SceneInput } from './scene_input.js';

const METERS: Record<string, number> = { m: 1, cm: 0.01, mm: 0.001 };

const headerSchema = z.looseObject({
  source: z.string().optional(),
  up: z.enum(['Z', 'Y']),
  units: z.enum(['m', 'cm', 'mm']),
  generated_at: z.string().optional(),
  instances: z.array(z.unknown()),
});
const row = z.array(z.number()).length(4);
const inertialSchema = z.object({
  mass: z.number(),
  ixx: z.number(),
  iyy: z.number(),
  izz: z.number(),
  ixy: z.number().default(0),
  ixz: z.number().default(0),
  iyz: z.number().default(0),
});
type Inertial = z.infer<typeof inertialSchema>;
const instanceSchema = z.looseObject({
  name: z.string(),
  glb: z.string().min(1),
  static: z.boolean().optional(),
  matrix_world_from_glb: z.union([z.array(row).length(4), z.array(z.number()).length(16)]),
  published_inertial: inertialSchema.optional(),
});

/** @throws INPUT_INVALID when `up`, `units` or the list itself are not as expected; other mistakes cost one object */
export function readInstanceList(
  found: Extract<Recognised, { kind: 'instance-list' }>,
  options: InputOptions,
): SceneInput {
  const file = path.basename(found.file);
  const header = headerSchema.safeParse(found.content);
  if (!header.success)
    throw new SimwrightError(
      'INPUT_INVALID',
      `the list of instances breaks its contract: ${issuesText(header.error)}`,
      {
        file,
      },
    );
  const { up, units, instances } = header.data;
  const metersPerUnit = options.metersPerUnit ?? METERS[units];
  const world = multiply(scaling(metersPerUnit), up === 'Y' ? ASSET_FROM_GLB : IDENTITY);
  const fileStem = file.replace(/\.[^.]+$/, '');
  const input: SceneInput = {
    kind: 'scene-file',
    label: `a list of ${instances.length} mesh instances`,
    frame: `${up}-up${up === 'Y' ? ' turned to Z-up' : ' as given'}, times ${metersPerUnit} metres per unit`,
    sceneId: options.sceneId ?? safeId(fileStem === 'scene' ? path.basename(found.root) : fileStem),
    environmentType: options.environmentType ?? 'unknown',
    ...(header.data.generated_at !== undefined && { generatedAt: header.data.generated_at }),
    placed: true,
    metersPerUnit,
    perNode: false,
    objects: [],
    cameras: [],
    failures: [],
    warnings: [],
  };
  const ids = new UniqueIds();
  const count = { rejected: 0, noted: 0, renamed: 0 };
  for (const [i, raw] of instances.entries()) {
    const rawName = (raw as { name?: unknown } | null)?.name;
    const id = ids.take(typeof rawName === 'string' ? rawName : `instances_${i}`);
    if (typeof rawName === 'string' && id !== rawName) count.renamed++;
    try {
      const parsed = instanceSchema.safeParse(raw);
      if (!parsed.success) {
        const code = parsed.error.issues.some((x) => x.path[0] === 'matrix_world_from_glb')
          ? 'POSE_INVALID'
          : 'INPUT_INVALID';
        throw new SimwrightError(code, `instances[${i}]: ${issuesText(parsed.error)}`);
      }
      const instance = parsed.data;
      const matrix = checkAffine(instance.matrix_world_from_glb.flat(), `instances[${i}].matrix_world_from_glb`);
      const object: InputObject = {
        id,
        name: instance.name,
        file: resolveInside(found.root, instance.glb),
        sourcePath: instance.glb,
        assetName: assetNameOf(instance.glb, id),
        worldFromFile: checkAffine(multiply(world, matrix)),
        upAxis: options.upAxis ?? 'Z',
        ...(instance.static === true && { role: 'static' as const, roleReason: 'the scene file says "static": true' }),
        warnings: [],
      };
      if (instance.published_inertial) takeInertial(object, instance.published_inertial, count);
      input.objects.push(object);
    } catch (error) {
      input.failures.push(failureOf(id, error, file));
    }
  }
  input.warnings.push(...summary(count));
  return input;
}

function takeInertial(object: InputObject, inertial: Inertial, count: { rejected: number; noted: number }): void {
  const why = impossible(inertial);
  if (why) {
    count.rejected++;
    object.warnings.push({ code: 'inertia.rejected', message: `published inertial is impossible: ${why}` });
    return;
  }
  count.noted++;
  const { mass, ixx, iyy, izz, ixy, ixz, iyz } = inertial;
  object.given = {
    published_inertial: { mass_kg: mass, inertia_kg_m2: { xx: ixx, yy: iyy, zz: izz, xy: ixy, xz: ixz, yz: iyz } },
  };
}

/**
 * Why no body can have this mass and tensor, or undefined. The second moments C = trace(I)/2 * 1 - I must be positive
 * semidefinite: that is the triangle inequality of the principal moments, whatever the axes (all principal minors >= 0).
 */
export function impossible(i: Inertial): string | undefined {
  if (!(i.mass > 0)) return `mass ${i.mass} kg`;
  if (!(i.ixx > 0 && i.iyy > 0 && i.izz > 0)) return `moments ${i.ixx}, ${i.iyy}, ${i.izz} are not all positive`;
  const half = 0.5 * (i.ixx + i.iyy + i.izz);
  const [a, b, c] = [half - i.ixx, half - i.iyy, half - i.izz];
  const [d, e, f] = [-i.ixy, -i.ixz, -i.iyz];
  const slack = 1e-9 * half; // rounding of printed moments: a flat plate is exactly on the bound
  const minors = [a, b, c, (a * b - d * d) / half, (a * c - e * e) / half, (b * c - f * f) / half];
  const det = (a * (b * c - f * f) - d * (d * c - f * e) + e * (d * f - b * e)) / (half * half);
  if ([...minors, det].some((x) => !(x >= -slack)))
    return `moments ${i.ixx}, ${i.iyy}, ${i.izz} break the triangle inequality`;
  return undefined;
}

function summary(count: { rejected: number; noted: number; renamed: number }): Warning[] {
  const warnings: Warning[] = [];
  if (count.rejected > 0)
    warnings.push({
      code: 'inertia.rejected',
      message: 'published inertials with impossible moments were rejected',
      count: count.rejected,
    });
  if (count.noted > 0)
    warnings.push({
      code: 'inertia.published_not_used',
      message: 'published inertials are kept as a note and do not replace measured masses: their quality is unknown',
      count: count.noted,
    });
  if (count.renamed > 0)
    warnings.push({
      code: 'input.renamed',
      message: 'names were changed into safe and unique ids',
      count: count.renamed,
    });
  return warnings;
}
