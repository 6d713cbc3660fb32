import { describe, expect, it } from 'vitest';
import { clipText, displayWidth, formatTable, plainText } from '../../dist/observe/table.js';

describe('table', () => {
  it('aligns text left and numbers right', () => {
    expect(
      formatTable(
        ['asset', 'kg', 'proxy'],
        [
          ['mug', '0.3', 'box'],
          ['wardrobe', '41.25', '-'],
          ['x', '-', 'hull'],
        ],
      ),
    ).toBe(
      [
        'asset        kg  proxy',
        '--------  -----  -----',
        'mug         0.3  box',
        'wardrobe  41.25  -',
        'x             -  hull',
      ].join('\n'),
    );
  });

  it('keeps columns straight with wide and combining characters', () => {
    expect(displayWidth('カップ')).toBe(6);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('🪑')).toBe(2);
    const lines = formatTable(
      ['名前', 'n'],
      [
        ['カップ', '1'],
        ['mug', '22'],
      ],
    ).split('\n');
    expect(new Set(lines.map(displayWidth)).size).toBe(1);
  });

  it('lets no name move the cursor, colour the terminal or break a line', () => {
    expect(plainText('\u001B[31mred\u0007\n\u202Eevil')).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(formatTable(['a'], [['one\ntwo']]).split('\n')).toHaveLength(3);
  });

  it('cuts what is too long and fills what is missing', () => {
    expect(clipText('abcdef', 4)).toBe('abc…');
    expect(displayWidth(clipText('カップカップ', 6))).toBeLessThanOrEqual(6);
    expect(formatTable(['a', 'b'], [['x'.repeat(100)]], 10).split('\n')[2]).toBe(`${'x'.repeat(9)}…`);
    expect(formatTable(['a', 'b'], [])).toBe('a  b\n-  -');
  });
});
