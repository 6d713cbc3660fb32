/**
 * Typed access to untrusted JSON: every getter names the place by JSON pointer and refuses the file at the first value
 * of a wrong kind.
 */
import type { SimwrightError } from '../../errors.js';
import type { ReadReport } from '../read_report.js';
import { clip } from '../source.js';

export type JsonObject = Record<string, unknown>;

export class JsonReader {
  constructor(readonly report: ReadReport) {}

  invalid(pointer: string, message: string): SimwrightError {
    return this.report.refusal('FORMAT_INVALID', `${pointer || 'the file'}: ${message}`);
  }

  private expected(what: string, value: unknown, pointer: string): SimwrightError {
    const found = value === undefined ? 'nothing' : clip(JSON.stringify(value)?.slice(0, 100) ?? typeof value);
    return this.invalid(pointer, `expected ${what}, found ${found}`);
  }

  object(value: unknown, pointer: string): JsonObject {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.expected('an object', value, pointer);
    return value as JsonObject;
  }

  /** An optional member that is an object. */
  child(parent: JsonObject, key: string, pointer: string): JsonObject | undefined {
    return own(parent, key) === undefined ? undefined : this.object(own(parent, key), `${pointer}/${key}`);
  }

  /** An optional member that is an array; missing gives an empty one, empty is worth a warning. */
  array(parent: JsonObject, key: string, pointer: string): unknown[] {
    const value = own(parent, key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw this.expected('an array', value, `${pointer}/${key}`);
    if (value.length === 0) this.report.warn('gltf.empty_array', `${pointer}/${key}: empty arrays are not allowed`);
    return value;
  }

  integer(parent: JsonObject, key: string, pointer: string, min: number, max: number): number | undefined {
    const value = own(parent, key);
    if (value === undefined) return undefined;
    if (!Number.isInteger(value) || (value as number) < min || (value as number) > max)
      throw this.expected(`a whole number from ${min} to ${max}`, value, `${pointer}/${key}`);
    return value as number;
  }

  required<T>(value: T | undefined, key: string, pointer: string): T {
    if (value === undefined) throw this.invalid(`${pointer}/${key}`, 'required, but missing');
    return value;
  }

  /** An optional index into a list of `length` entries. */
  reference(parent: JsonObject, key: string, pointer: string, length: number): number | undefined {
    const value = this.integer(parent, key, pointer, 0, Number.MAX_SAFE_INTEGER);
    if (value !== undefined && value >= length)
      throw this.invalid(`${pointer}/${key}`, `refers to entry ${value}, but there are ${length}`);
    return value;
  }

  /** An optional list of exactly `length` finite numbers. */
  numbers(parent: JsonObject, key: string, pointer: string, length: number): number[] | undefined {
    const value = own(parent, key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || value.length !== length || !value.every((v) => Number.isFinite(v)))
      throw this.expected(`${length} finite numbers`, value, `${pointer}/${key}`);
    return value;
  }

  number(parent: JsonObject, key: string, pointer: string, min = -Infinity, max = Infinity): number | undefined {
    const value = own(parent, key);
    if (value === undefined) return undefined;
    if (!Number.isFinite(value) || (value as number) < min || (value as number) > max)
      throw this.expected(
        Number.isFinite(min) || Number.isFinite(max) ? `a number from ${min} to ${max}` : 'a finite number',
        value,
        `${pointer}/${key}`,
      );
    return value as number;
  }

  string(parent: JsonObject, key: string, pointer: string): string | undefined {
    const value = own(parent, key);
    if (value !== undefined && typeof value !== 'string') throw this.expected('a string', value, `${pointer}/${key}`);
    return value;
  }

  boolean(parent: JsonObject, key: string, pointer: string): boolean {
    const value = own(parent, key);
    if (value !== undefined && typeof value !== 'boolean')
      throw this.expected('true or false', value, `${pointer}/${key}`);
    return value === true;
  }

  oneOf<T extends string | number>(
    parent: JsonObject,
    key: string,
    pointer: string,
    allowed: readonly T[],
  ): T | undefined {
    const value = own(parent, key);
    if (value !== undefined && !allowed.includes(value as T))
      throw this.expected(`one of ${allowed.join(', ')}`, value, `${pointer}/${key}`);
    return value as T | undefined;
  }

  /** Members of `extensions` by name; anything else than an object there is refused. */
  extension(parent: JsonObject, name: string, pointer: string): JsonObject | undefined {
    const extensions = this.child(parent, 'extensions', pointer);
    return extensions && this.child(extensions, name, `${pointer}/extensions`);
  }
}

/** Own members only: `constructor` and the like are not members of a file. */
const own = (parent: JsonObject, key: string): unknown => (Object.hasOwn(parent, key) ? parent[key] : undefined);
