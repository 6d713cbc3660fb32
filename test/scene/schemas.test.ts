import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { publishedSchemas } from '../../src/scene/schemas.js';

const folder = fileURLToPath(new URL('../../schemas/', import.meta.url));

describe('published JSON Schemas', () => {
  it.each(Object.entries(publishedSchemas()))('%s is up to date (node scripts/schemas.mjs)', (file, text) => {
    expect(readFileSync(folder + file, 'utf8')).toBe(text);
  });

  it('are all there', () => {
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(Object.keys(publishedSchemas())));
  });
});
