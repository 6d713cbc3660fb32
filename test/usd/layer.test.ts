import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../src/usd/bytes.js';
import { attribute, quote, quoteAsset, relationship, uniqueNames, usdName, writeLayer } from '../../src/usd/layer.js';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const float32 = (value: number) => {
  const writer = new ByteWriter(8);
  writer.float32(value);
  return text(writer.finish());
};
const significant = (decimal: string) =>
  decimal
    .replace(/e.*/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '').length || 1;

describe('float32 decimals', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [1, '1'],
    [-1.5, '-1.5'],
    [0.1, '0.1'],
    [100, '100'],
    [123456.789, '123456.79'],
    [16777216, '16777216'],
    [1e9, '1000000000'],
    [0.001, '0.001'],
    [1.5e-7, '1.5e-7'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [1.401298464324817e-45, '1e-45'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
  ])('%d prints as %s', (value, printed) => expect(float32(value)).toBe(printed));

  it('reads back as the same float32, and no shorter decimal does', () => {
    const bits = new Uint32Array(1);
    const floats = new Float32Array(bits.buffer);
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.float({ noNaN: true, min: -100, max: 100 })),
        (x) => {
          if (Number.isInteger(x)) bits[0] = x;
          const value = Number.isInteger(x) ? floats[0] : Math.fround(x);
          fc.pre(Number.isFinite(value));
          const printed = float32(value);
          expect(Math.fround(Number(printed))).toBe(value);
          if (value === 0) return;
          const shorter = significant(printed) - 1;
          if (shorter > 0) expect(Math.fround(Number(value.toPrecision(shorter)))).not.toBe(value);
        },
      ),
      { numRuns: 20_000, seed: 7 },
    );
  });

  it('refuses what no layer may hold', () => {
    expect(() => float32(NaN)).toThrow(/float32/);
    expect(() => float32(1e39)).toThrow(/float32/);
  });
});

describe('names and strings', () => {
  it('makes any text a valid name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (s) => {
        expect(usdName(s)).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
      }),
      { seed: 1 },
    );
    expect(usdName('2nd mug')).toBe('_2nd_mug');
    expect(usdName('')).toBe('_');
  });

  it('keeps siblings apart, and leaves valid names alone', () => {
    expect(uniqueNames(['a.b', 'a_b', 'a b', 'c'])).toEqual(['a_b_2', 'a_b', 'a_b_3', 'c']);
    expect(uniqueNames(['x', 'x', 'x_2'])).toEqual(['x', 'x_3', 'x_2']);
  });

  it('escapes every string', () => {
    expect(quote('a "b" \\ c\nd\te\u0001 é')).toBe('"a \\"b\\" \\\\ c\\nd\\te\\x01 é"');
    expect(quoteAsset('./a@b.usda')).toBe('@@@./a@b.usda@@@');
    expect(() => quoteAsset('./a\nb')).toThrow(/control/);
  });
});

describe('writeLayer', () => {
  const layer = () =>
    writeLayer({
      defaultPrim: 'World',
      doc: 'a "quoted" title',
      customLayerData: { origin: { dictionary: { version: { type: 'int', value: 3 } } } },
      prims: [
        {
          specifier: 'def',
          type: 'Xform',
          name: 'World',
          kind: 'component',
          apiSchemas: ['PhysicsMassAPI'],
          references: [{ asset: './a.usda', prim: '/A' }],
          variants: { look: 'red' },
          variantSets: { look: { red: { properties: [attribute('int', 'n', 1)] } } },
          properties: [
            attribute('matrix4d', 'xformOp:transform', [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0.1, 2, 3, 1]),
            attribute('token[]', 'xformOpOrder', ['xformOp:transform'], { uniform: true }),
            attribute('quatf', 'q', [1, 0, 0, 0.1]),
            relationship('material:binding', '/World/Looks/m'),
          ],
          children: [
            {
              specifier: 'over',
              name: 'Child',
              instanceable: true,
              properties: [attribute('point3f[]', 'points', new Float32Array([0.1, 0, -1, 2, 3, 4]))],
            },
          ],
        },
      ],
    });

  it('writes the text that OpenUSD reads', () => {
    expect(text(layer())).toBe(`#usda 1.0
(
    defaultPrim = "World"
    doc = "a \\"quoted\\" title"
    customLayerData = {
        dictionary origin = {
            int version = 3
        }
    }
    kilogramsPerUnit = 1
    metersPerUnit = 1
    upAxis = "Z"
)

def Xform "World" (
    prepend apiSchemas = ["PhysicsMassAPI"]
    kind = "component"
    prepend references = @./a.usda@</A>
    variants = {
        string look = "red"
    }
    prepend variantSets = ["look"]
)
{
    matrix4d xformOp:transform = ( (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0.1, 2, 3, 1) )
    uniform token[] xformOpOrder = ["xformOp:transform"]
    quatf q = (1, 0, 0, 0.1)
    rel material:binding = </World/Looks/m>

    over "Child" (
        instanceable = true
    )
    {
        point3f[] points = [(0.1, 0, -1), (2, 3, 4)]
    }
    variantSet "look" = {
        "red"
        {
            int n = 1
        }
    }
}
`);
  });

  it('gives the same bytes every time', () => expect(layer()).toEqual(layer()));

  it('refuses wrong counts, names and unanchored paths', () => {
    const write = (prim: object) => writeLayer({ defaultPrim: 'a', prims: [{ specifier: 'def', name: 'a', ...prim }] });
    expect(() => write({ properties: [attribute('float3', 'x', [1, 2])] })).toThrow(/expected 3 values/);
    expect(() => write({ name: 'a b' })).toThrow(/USD name/);
    expect(() => write({ references: [{ asset: 'a.usda' }] })).toThrow(/\.\//);
  });

  it('is linear: 200 000 triangles take well under a second', () => {
    const count = 200_000;
    const points = Float32Array.from({ length: count * 3 }, (_, i) => Math.sin(i));
    const start = performance.now();
    const bytes = writeLayer({
      defaultPrim: 'm',
      prims: [{ specifier: 'def', type: 'Mesh', name: 'm', properties: [attribute('point3f[]', 'points', points)] }],
    });
    expect(bytes.length).toBeGreaterThan(count * 20);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
