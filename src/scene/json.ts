/** How every JSON file of a scene is written and read: same bytes for the same value, whole or not at all. */
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SimwrightError } from '../errors.js';
import { makeFolder } from './folders.js';

/** Two spaces, keys in the order given, lists of numbers on one line, newline at the end. */
export function jsonText(value: unknown): string {
  const write = (item: unknown, indent: string): string => {
    if (item === null || typeof item !== 'object') return JSON.stringify(item);
    const inner = `${indent}  `;
    if (Array.isArray(item)) {
      if (item.length === 0) return '[]';
      if (item.every((x) => typeof x === 'number')) return `[${item.map((x) => JSON.stringify(x)).join(', ')}]`;
      return `[\n${item.map((x) => inner + write(x ?? null, inner)).join(',\n')}\n${indent}]`;
    }
    const entries = Object.entries(item).filter(([, x]) => x !== undefined);
    if (entries.length === 0) return '{}';
    return `{\n${entries.map(([k, x]) => `${inner}${JSON.stringify(k)}: ${write(x, inner)}`).join(',\n')}\n${indent}}`;
  };
  return `${write(value, '')}\n`;
}

/** Writes a file so that readers see the old or the new bytes, never a part; makes its folder. @throws OUTPUT_UNWRITABLE */
export async function writeWhole(file: string, bytes: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await makeFolder(path.dirname(file));
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new SimwrightError(
      'OUTPUT_UNWRITABLE',
      `could not write: ${(error as Error).message}`,
      { file },
      { cause: error },
    );
  }
}

/** Parses JSON text, naming file and place of a mistake. A byte order mark is passed over. @throws INPUT_INVALID */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    throw new SimwrightError('INPUT_INVALID', `expected JSON, found: ${(error as Error).message}`, { file });
  }
}
