/** What `simwright mesh <verb>` does: read one file, run one verb, print for people or for machines. */
import { stat } from 'node:fs/promises';
import { SimwrightError, type Warning } from '../errors.js';
import { flatten } from '../formats/flatten.js';
import { readModel } from '../formats/index.js';
import type { Model } from '../formats/model.js';
import { clean } from '../geometry/clean.js';
import { inspect } from '../geometry/inspect.js';
import { massProperties } from '../geometry/mass.js';
import type { Mesh } from '../geometry/mesh.js';
import { simplify } from '../geometry/simplify.js';
import { PRIMITIVE_TOLERANCE, proxyFor, proxyMesh } from '../steps/simready/proxy.js';
import { printJson } from './exit.js';
import { writeParts } from './mesh_output.js';

interface Flags {
  json?: boolean;
  out?: string;
}

async function load(file: string): Promise<{ model: Model; mesh: Mesh }> {
  const found = await stat(file);
  if (found.isDirectory())
    throw new SimwrightError('FILE_UNREADABLE', 'expected a mesh file, found a folder', { file });
  const model = await readModel(file);
  for (const warning of model.warnings) process.stderr.write(`note: ${warning.message}\n`);
  return { model, mesh: flatten(model) };
}

/** JSON for machines; for people one `name  value` line per field, numbers with units in their names. */
function print(result: object, json: boolean | undefined): void {
  if (json) {
    printJson(result);
    return;
  }
  const fields = Object.entries(result).filter(([, value]) => value !== undefined);
  const width = Math.max(...fields.map(([name]) => name.length));
  for (const [name, value] of fields)
    process.stdout.write(`${name.padEnd(width)}  ${typeof value === 'object' ? JSON.stringify(value) : value}\n`);
}

/** Seconds that `work` took, with its result. */
function timed<T>(work: () => T): { result: T; seconds: number } {
  const started = performance.now();
  const result = work();
  return { result, seconds: (performance.now() - started) / 1000 };
}

export async function inspectFile(file: string, flags: Flags): Promise<void> {
  const { mesh } = await load(file);
  print(inspect(mesh), flags.json);
}

export async function cleanFile(file: string, flags: Flags): Promise<void> {
  const { model, mesh } = await load(file);
  const { result, seconds } = timed(() => clean(mesh));
  if (flags.out) await writeParts(flags.out, [{ name: 'clean', mesh: result.attributed ?? result.mesh }], model);
  print({ ...result.record, seconds }, flags.json);
}

export async function massFile(file: string, flags: Flags & { density?: number; mass?: number }): Promise<void> {
  if (flags.density !== undefined && flags.mass !== undefined)
    throw new SimwrightError('USAGE', 'expected --density or --mass, found both');
  const { mesh } = await load(file);
  const given = flags.mass !== undefined ? { mass: flags.mass } : { density: flags.density ?? 1000 };
  const { result, seconds } = timed(() => massProperties(mesh, given));
  print({ ...result, seconds }, flags.json);
}

export async function simplifyFile(
  file: string,
  flags: Flags & { ratio?: number; count?: number; error?: number },
): Promise<void> {
  if (flags.ratio === undefined && flags.count === undefined && flags.error === undefined)
    throw new SimwrightError('USAGE', 'expected one of --ratio, --count and --error');
  if (flags.ratio !== undefined && flags.count !== undefined)
    throw new SimwrightError('USAGE', 'expected --ratio or --count, found both');
  const { model, mesh } = await load(file);
  const { ratio, count, error } = flags;
  const { result, seconds } = timed(() => simplify(mesh, { ratio, count, error }));
  if (flags.out) await writeParts(flags.out, [{ name: 'simplified', mesh: result.mesh }], model);
  const { triangles_in, triangles_out, error_m, error_lower_m, stopped, collapsed_triangles } = result;
  print({ triangles_in, triangles_out, error_m, error_lower_m, stopped, collapsed_triangles, seconds }, flags.json);
}

const METHODS = ['auto', 'hull', 'box', 'sphere', 'capsule', 'cylinder'] as const;
type Method = (typeof METHODS)[number];

export async function collideFile(
  file: string,
  flags: Flags & { method: string; maxVertices?: number },
): Promise<void> {
  if (!METHODS.includes(flags.method as Method))
    throw new SimwrightError('USAGE', `expected --method ${METHODS.join(', ')}; found ${flags.method}`);
  const { mesh } = await load(file);
  const warnings: Warning[] = [];
  const { result, seconds } = timed(() => {
    const options = { method: flags.method as Method, tolerance: PRIMITIVE_TOLERANCE, maxVertices: flags.maxVertices };
    return proxyFor(clean(mesh).mesh, inspect(mesh), options, warnings);
  });
  for (const { message } of warnings) process.stderr.write(`note: ${message}\n`);
  const { kind, pieces, error_m, volume_ratio, reason } = result.proxy;
  if (flags.out) {
    const parts = result.shapes.map((shape, i) => ({ name: `${shape.piece.kind}_${i}`, mesh: proxyMesh(shape) }));
    await writeParts(flags.out, parts);
  }
  print({ kind, pieces, concavity: pieces[0].concavity, volume_ratio, error_m, reason, warnings, seconds }, flags.json);
}
