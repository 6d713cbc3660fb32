import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../../dist/errors.js';
import { NATIVE_EXPORTS, native } from '../../dist/geometry/native.js';
import { sync } from '../../dist/index.js';
import { cube, torus } from '../helpers/grid.js';

const source = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

describe('the addon', () => {
  test('exports exactly what its interface lists', () => {
    expect(Object.keys(native).sort()).toEqual([...NATIVE_EXPORTS].sort());
    expect(new Set(NATIVE_EXPORTS).size).toBe(NATIVE_EXPORTS.length);
    for (const name of NATIVE_EXPORTS) expect(native[name]).toBeTypeOf('function');
  });

  test('knows the same error codes as src/errors.ts and native/core/error.h', () => {
    const codes = native.errorCodes();
    const header = [...source('native/core/error.h').matchAll(/^\s*X\(([A-Z_]+)\)/gm)].map((match) => match[1]);
    expect(codes).toEqual(header);
    expect(Object.keys(ERROR_CODES).slice(0, codes.length)).toEqual(codes);
  });

  test('answers alike for arrays on ArrayBuffers and SharedArrayBuffers, at any offset, in both precisions', () => {
    const mesh = torus(12, 8);
    const expected = native.inspect(mesh.positions, mesh.indices);
    for (const Buffer of [ArrayBuffer, SharedArrayBuffer]) {
      const positions = new Float64Array(new Buffer(8 * (mesh.positions.length + 3)), 24);
      const indices = new Uint32Array(new Buffer(4 * (mesh.indices.length + 1)), 4);
      positions.set(mesh.positions);
      indices.set(mesh.indices);
      expect(native.inspect(positions, indices)).toEqual(expected);
    }
    const half = cube(); // exact in float32
    expect(native.inspect(new Float32Array(half.positions), half.indices)).toEqual(
      native.inspect(half.positions, half.indices),
    );
  });
});

/** Every export that takes a mesh as its first two arguments, given what no caller should give. */
describe('bad arguments end in an error with a code or a TypeError, never in a crash', () => {
  const { positions, indices } = cube();
  const wrong: [string, unknown[]][] = [
    ['nothing', []],
    ['undefined', [undefined, undefined]],
    ['null', [null, null]],
    ['plain arrays', [[...positions], [...indices]]],
    ['a DataView', [new DataView(positions.buffer), indices]],
    ['a buffer', [positions.buffer, indices.buffer]],
    ['integers as positions', [new Int32Array(24), indices]],
    ['signed indices', [positions, new Int32Array(indices)]],
    ['16-bit indices', [positions, new Uint16Array(indices)]],
    ['swapped', [indices, positions]],
    ['strings', ['positions', 'indices']],
    ['an index beyond', [positions, new Uint32Array([0, 1, 8])]],
    ['the largest index', [positions, new Uint32Array([0, 1, 0xffffffff])]],
    ['two indices', [positions, new Uint32Array([0, 1])]],
    ['NaN', [new Float64Array(24).fill(Number.NaN), indices]],
    ['infinity', [new Float64Array(24).fill(Number.POSITIVE_INFINITY), indices]],
    ['empty', [new Float64Array(0), new Uint32Array(0)]],
    ['a detached buffer', detached()],
  ];

  function detached(): unknown[] {
    const gone = Float64Array.from(positions);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    return [gone, indices];
  }

  const names = NATIVE_EXPORTS.filter((name) => name !== 'errorCodes');
  test.each(names)('%s', (name) => {
    const call = native[name] as (...args: unknown[]) => unknown;
    for (const [what, args] of wrong) {
      let error: Error & { code?: string };
      try {
        call(...args);
        continue; // a verb that takes no indices may accept some of these
      } catch (thrown) {
        error = thrown as typeof error;
      }
      expect(error, `${name}(${what})`).toBeInstanceOf(Error);
      if (!(error instanceof TypeError)) expect(Object.keys(ERROR_CODES), `${name}(${what})`).toContain(error.code);
    }
    // the cancel words must be an Int32Array of at least two
    expect(() => call(positions, new Uint32Array([0, 1, 8]), {}, 5, 'x')).toThrow();
  });

  test('indices and positions are refused with the right code', () => {
    const code = (...args: [never, never]) => {
      try {
        native.inspect(...args);
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return 'none';
    };
    expect(code(positions as never, new Uint32Array([0, 1, 8]) as never)).toBe('MESH_INDEX');
    expect(code(new Float64Array(24).fill(Number.NaN) as never, indices as never)).toBe('MESH_NOT_FINITE');
    expect(code(new Float64Array(0) as never, new Uint32Array(0) as never)).toBe('MESH_EMPTY');
  });
});

test('the cancel flag is seen by every verb that takes a mesh, before it answers', () => {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  flag[0] = 1;
  const mesh = torus(300, 200);
  const codes: Record<string, string> = {};
  for (const [name, verb] of Object.entries(sync as unknown as Record<string, (...args: unknown[]) => unknown>)) {
    try {
      verb(mesh, {}, flag);
      codes[name] = 'answered';
    } catch (error) {
      codes[name] = (error as { code?: string }).code ?? String(error);
    }
  }
  expect(codes.inspect).toBe('CANCELLED');
  // a verb whose first argument is no mesh, or that needs an option, refuses otherwise; none may answer
  expect(Object.entries(codes).filter(([, code]) => code === 'answered')).toEqual([]);
});
