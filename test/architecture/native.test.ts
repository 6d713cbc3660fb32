/** The rules of the C++ side, and that every verb is complete on both sides. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow, ROOT, read } from './imports.js';

const isCpp = (name: string) => /\.(cpp|h)$/.test(name);
const core = filesBelow('native/core', isCpp);
const binding = filesBelow('native/binding', isCpp);
const includes = (file: string) =>
  [...read(file).matchAll(/^\s*#\s*include\s*[<"]([^>"]+)[>"]/gm)].map((match) => match[1]);
const code = (file: string) =>
  read(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/"(\\.|[^"\\])*"/g, '""');
const verbs = (read('CMakeLists.txt').match(/set\(SIMWRIGHT_VERBS\s+([^)]+)\)/)?.[1] ?? '').trim().split(/\s+/);

describe('native/core', () => {
  test('knows nothing of Node, of files, of clocks or of other libraries', () => {
    const forbidden =
      /^(napi|node|uv|v8|js_native)|^(fstream|filesystem|iostream|ctime|chrono|random|locale|cstdio)$|\.hpp$/;
    const broken = core.flatMap((file) =>
      includes(file)
        .filter((name) => forbidden.test(name))
        .map((name) => `${file}: ${name}`),
    );
    expect(broken).toEqual([]);
  });
  test('includes itself and the standard library only', () => {
    for (const file of core)
      for (const name of includes(file)) expect(name, file).toMatch(/^core\/[\w/]+\.h$|^[a-z_]+$/);
  });
  test('starts threads in one place only, where an option asks for them, and keeps no mutable globals', () => {
    const broken = core.filter((file) =>
      includes(file).some((name) => /^(thread|mutex|future|condition_variable)$/.test(name)),
    );
    expect(broken).toEqual(['native/core/parallel.h']);
    const globals = core.flatMap((file) =>
      [
        ...code(file).matchAll(
          /^(?:static|thread_local|inline)\s+(?!constexpr|const\b|inline\b)[\w:<>,* ]+\s+\w+\s*(=|;|\{\})/gm,
        ),
      ].map((match) => `${file}: ${match[0]}`),
    );
    expect(globals).toEqual([]);
  });
  test('walks no unordered container: its order differs between standard libraries', () => {
    expect(core.filter((file) => includes(file).some((name) => name.startsWith('unordered_')))).toEqual([]);
  });
  test('throws nothing but Error: every refusal has a code', () => {
    const broken = core.flatMap((file) =>
      [...code(file).matchAll(/\bthrow\s+([\w:]+)/g)]
        .filter((m) => !/^(simwright::)?Error$/.test(m[1]))
        .map((m) => `${file}: ${m[0]}`),
    );
    expect(broken).toEqual([]);
  });
});

describe('native/binding', () => {
  test('holds no algorithm: a file stays a page long', () => {
    const long = binding.filter((file) => read(file).split('\n').length > 220);
    expect(long).toEqual([]);
  });
  test('never makes an external buffer', () => {
    for (const file of binding)
      expect(code(file), file).not.toMatch(/external_(array)?buffer|External(Array)?Buffer|NewOrCopy/i);
  });
});

describe('every verb', () => {
  test('is found in CMakeLists.txt', () => expect(verbs).toContain('inspect'));
  test.each(verbs)(
    '%s has a core pair, a contract, a binding, unit tests, a fuzz target and a TypeScript function',
    (verb) => {
      for (const file of [
        `native/core/${verb}.h`,
        `native/core/${verb}.cpp`,
        `native/binding/${verb}.cpp`,
        `native/test/${verb}_test.cpp`,
        `native/test/fuzz_${verb}.cpp`,
      ])
        expect(existsSync(path.join(ROOT, file)), file).toBe(true);
      const camel = verb.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      const typed = [`src/geometry/${verb}.ts`, `src/geometry/${camel}.ts`].some((file) =>
        existsSync(path.join(ROOT, file)),
      );
      expect(typed, `src/geometry/${verb}.ts`).toBe(true);
      expect(read(`native/core/${verb}.h`)).toMatch(/^\/\/ \w/); // the contract stands above the prototype
      expect(read(`native/test/${verb}_test.cpp`)).toContain('TEST_CASE');
      expect(read(`native/test/fuzz_${verb}.cpp`)).toContain('LLVMFuzzerTestOneInput');
    },
  );
});
