/**
 * Peers to compare with. Python ones run in a Python of the user's: the one that is named, one in `.venvs/<tool>/` below
 * the working folder, or one on the PATH. A peer that is not found is skipped with a notice; nothing is ever installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SimwrightError } from '../errors.js';
import type { Mesh } from '../geometry/mesh.js';

const SCRIPTS = fileURLToPath(new URL('../../bench/peers', import.meta.url));

/** A Python tool: which modules it must import, and what to install to get them. */
export interface Tool {
  name: string;
  modules: string[];
  install: string;
}

export const TRIMESH: Tool = { name: 'trimesh', modules: ['trimesh', 'scipy'], install: 'trimesh scipy networkx' };

export interface PeerCase {
  name: string;
  /** Arguments of the script: files, options. */
  [argument: string]: unknown;
}

/** What a peer script prints per case. */
export interface PeerAnswer {
  name: string;
  /** Fastest run in milliseconds; absent with `error`. */
  ms?: number;
  error?: string;
  [result: string]: unknown;
}

export interface PeerRun {
  /** Name and version, such as `trimesh 5.2.0`. */
  peer: string;
  answers: Map<string, PeerAnswer>;
}

export class Peers {
  private readonly found = new Map<string, string | null>();

  constructor(private readonly options: { python?: string; runs: number; spend: number }) {}

  /** The notice for a tool that was not found. */
  static notice(tool: Tool): string {
    const env = `.venvs/${tool.name}`;
    return (
      `${tool.name} skipped: no Python with ${tool.modules.join(' and ')} found; ` +
      `python3 -m venv ${env} && ${env}/bin/python -m pip install ${tool.install}`
    );
  }

  /** Path of a Python that imports everything the tool needs, or null. Looked for once. */
  python(tool: Tool): string | null {
    const known = this.found.get(tool.name);
    if (known !== undefined) return known;
    const named = this.options.python;
    const bin = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
    const candidates = named ? [named] : [path.resolve('.venvs', tool.name, bin), 'python3', 'python'];
    const code = tool.modules.map((module) => `import ${module}`).join('; ');
    const usable = candidates.find(
      (candidate) =>
        (!path.isAbsolute(candidate) || existsSync(candidate)) &&
        spawnSync(candidate, ['-c', code], { stdio: 'ignore', timeout: 120_000 }).status === 0,
    );
    if (named && !usable)
      throw new SimwrightError('USAGE', `${named} does not import ${tool.modules.join(' and ')}`, {
        advice: `install them there: ${named} -m pip install ${tool.install}`,
      });
    this.found.set(tool.name, usable ?? null);
    return usable ?? null;
  }

  /**
   * Runs `bench/peers/<script>.py` over all cases in one process (imports and loading are not timed).
   * Null when the tool is not there; throws INTERNAL when the script itself fails.
   */
  run(tool: Tool, script: string, cases: PeerCase[], scratch: string): PeerRun | null {
    const python = this.python(tool);
    if (!python || cases.length === 0) return null;
    const request = path.join(scratch, `${script}.json`);
    const { runs, spend } = this.options;
    writeFileSync(request, JSON.stringify({ runs, spend_ms: spend, cases }));
    const child = spawnSync(python, ['-B', path.join(SCRIPTS, `${script}.py`), request], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (child.status !== 0)
      throw new SimwrightError(
        'INTERNAL',
        `peer script ${script}.py failed: ${child.stderr?.trim().split('\n').at(-1)}`,
      );
    const lines = child.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    return { peer: lines[0].peer, answers: new Map(lines.slice(1).map((answer: PeerAnswer) => [answer.name, answer])) };
  }
}

/** Writes a mesh as raw little-endian arrays for a peer: returns what the script's `load_mesh` takes. */
export function meshFiles(mesh: Mesh, scratch: string, name: string): { vertices: string; faces: string } {
  const file = (suffix: string) => path.join(scratch, `${name.replace(/[^\w.-]/g, '_')}.${suffix}`);
  const bytes = (array: Float32Array | Uint32Array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  writeFileSync(file('f32'), bytes(Float32Array.from(mesh.positions)));
  writeFileSync(file('u32'), bytes(mesh.indices));
  return { vertices: file('f32'), faces: file('u32') };
}
