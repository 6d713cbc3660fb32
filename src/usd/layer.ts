/**
 * USD layers as typed scene description, and their text form (usda). Nothing here knows about assets or physics.
 *
 * Deterministic: properties and children keep the order in which they are given. Every string is escaped, every name is
 * checked, numbers of float types are the shortest decimals that read back as the same float32, those of double types as
 * the same float64. O(n) time and memory.
 */
import { SimwrightError } from '../errors.js';
import { ByteWriter } from './bytes.js';

/** Scalar value types in use, with how many numbers make one value and how they are printed. */
const TYPES = {
  bool: [1, 'bool'],
  int: [1, 'integer'],
  uint: [1, 'integer'],
  float: [1, 'float'],
  double: [1, 'double'],
  float2: [2, 'float'],
  float3: [3, 'float'],
  float4: [4, 'float'],
  double3: [3, 'double'],
  point3f: [3, 'float'],
  vector3f: [3, 'float'],
  normal3f: [3, 'float'],
  color3f: [3, 'float'],
  texCoord2f: [2, 'float'],
  quatf: [4, 'float'],
  quatd: [4, 'double'],
  matrix4d: [16, 'double'],
  string: [1, 'string'],
  token: [1, 'string'],
  asset: [1, 'asset'],
} as const satisfies Record<string, readonly [number, 'bool' | 'integer' | 'float' | 'double' | 'string' | 'asset']>;

export type ScalarType = keyof typeof TYPES;
export type UsdType = ScalarType | `${ScalarType}[]`;

/**
 * One value, or for array types all of them. Tuples are flat: a point3f[] of n points is 3n numbers; quaternions are
 * w, x, y, z; a matrix4d is 16 numbers in USD's row-vector order (translation in elements 12..14).
 */
export type UsdValue = boolean | number | string | ArrayLike<number> | readonly string[] | readonly boolean[];

export interface Attribute {
  kind: 'attribute';
  name: string;
  type: UsdType;
  /** Absent: declared without a value (as shader outputs are). */
  value?: UsdValue;
  uniform?: boolean;
  custom?: boolean;
  interpolation?: 'constant' | 'uniform' | 'vertex' | 'varying' | 'faceVarying';
  /** Path of the attribute that this one takes its value from. */
  connect?: string;
}

export interface Relationship {
  kind: 'relationship';
  name: string;
  targets: readonly string[];
  /** How a material binding on a parent compares to bindings below. */
  bindMaterialAs?: 'strongerThanDescendants' | 'weakerThanDescendants';
}

export type Property = Attribute | Relationship;

/** A reference or payload: a prim of another layer (its default prim when `prim` is absent). */
export interface Arc {
  /** Relative to this layer, starting with `./` or `../`; absent: a prim of this layer. */
  asset?: string;
  prim?: string;
}

/** Values in dictionaries carry their type. */
export type Dictionary = { [key: string]: { type: UsdType; value: UsdValue } | { dictionary: Dictionary } };

export interface Prim {
  specifier: 'def' | 'over' | 'class';
  type?: string;
  name: string;
  apiSchemas?: readonly string[];
  kind?: 'assembly' | 'group' | 'component' | 'subcomponent';
  instanceable?: boolean;
  active?: boolean;
  displayName?: string;
  customData?: Dictionary;
  references?: readonly Arc[];
  payloads?: readonly Arc[];
  /** Selected variant of each set. */
  variants?: Record<string, string>;
  properties?: readonly Property[];
  children?: readonly Prim[];
  /** Variant sets with their variants' content. */
  variantSets?: Record<string, Record<string, Pick<Prim, 'properties' | 'children' | 'references' | 'payloads'>>>;
}

export interface Layer {
  defaultPrim: string;
  doc?: string;
  customLayerData?: Dictionary;
  prims: readonly Prim[];
}

/** Shorthand for an attribute. */
export function attribute(
  type: UsdType,
  name: string,
  value?: UsdValue,
  more: Partial<Omit<Attribute, 'kind' | 'type' | 'name' | 'value'>> = {},
): Attribute {
  return { kind: 'attribute', type, name, value, ...more };
}

/** Shorthand for a relationship. */
export function relationship(name: string, ...targets: string[]): Relationship {
  return { kind: 'relationship', name, targets };
}

/** Any text as a valid prim or property name: letters, digits and `_` of ASCII, not starting with a digit. */
export function usdName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_]/g, '_');
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}

/** Names for siblings: `usdName` of each, made unique in order by `_2`, `_3`... */
export function uniqueNames(texts: readonly string[]): string[] {
  // names that need no change keep themselves, whatever comes before them
  const taken = new Set(texts.filter((text) => usdName(text) === text));
  const seen = new Set<string>();
  return texts.map((text) => {
    const base = usdName(text);
    let name = base;
    const own = base === text && !seen.has(name);
    for (let n = 2; !own && (taken.has(name) || seen.has(name)); n++) name = `${base}_${n}`;
    seen.add(name);
    return name;
  });
}

/** A double-quoted string literal: backslash, quote and control characters escaped (UTF-8 output replaces lone surrogates). */
export function quote(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be escaped
    .replace(/[\u0000-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${escaped}"`;
}

/** An asset path literal. Asset paths have no escapes but one, so control characters are refused. */
export function quoteAsset(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be refused
  if (/[\u0000-\u001f\u007f]/.test(path))
    throw new SimwrightError('INTERNAL', `expected an asset path without control characters, received ${quote(path)}`);
  return path.includes('@') ? `@@@${path.replaceAll('@@@', '\\@@@')}@@@` : `@${path}@`;
}

const PRIM_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PROPERTY_NAME = /^[A-Za-z_][A-Za-z0-9_]*(:[A-Za-z0-9_]+)*$/;
const PATH = /^\/?[A-Za-z0-9_./:]+$/;

function checkName(pattern: RegExp, name: string): string {
  if (!pattern.test(name)) throw new SimwrightError('INTERNAL', `expected a USD name, received ${quote(name)}`);
  return name;
}

/** The layer as usda text in UTF-8. All layers are in metres and kilograms, Z up. */
export function writeLayer(layer: Layer): Uint8Array {
  const out = new ByteWriter();
  const metadata = [
    `defaultPrim = ${quote(checkName(PRIM_NAME, layer.defaultPrim))}`,
    ...(layer.doc === undefined ? [] : [`doc = ${quote(layer.doc)}`]),
    ...(layer.customLayerData ? dictionaryLines('customLayerData', layer.customLayerData) : []),
    'kilogramsPerUnit = 1',
    'metersPerUnit = 1',
    'upAxis = "Z"',
  ];
  out.text(`#usda 1.0\n(\n${metadata.map((line) => `    ${line}\n`).join('')})\n`);
  for (const prim of layer.prims) {
    out.text('\n');
    writePrim(out, prim, 0);
  }
  return out.finish();
}

const indent = (depth: number) => '    '.repeat(depth);
const strings = (names: readonly string[]) => `[${names.map(quote).join(', ')}]`;

/** `name = {`, one line per entry, `}`. */
function dictionaryLines(name: string, dictionary: Dictionary): string[] {
  const lines = Object.entries(dictionary).flatMap(([key, entry]) => {
    const word = PRIM_NAME.test(key) ? key : quote(key);
    if ('dictionary' in entry) return dictionaryLines(`dictionary ${word}`, entry.dictionary);
    return [`${entry.type} ${word} = ${valueText(entry.type, entry.value)}`];
  });
  return [`${name} = {`, ...lines.map((line) => `    ${line}`), '}'];
}

function arcLines(name: 'references' | 'payload', arcs: readonly Arc[] | undefined): string[] {
  if (!arcs?.length) return [];
  const texts = arcs.map((arc) => {
    if (arc.asset === undefined && arc.prim === undefined)
      throw new SimwrightError('INTERNAL', 'expected an arc with an asset or a prim');
    if (arc.asset !== undefined && !/^\.\.?\//.test(arc.asset))
      throw new SimwrightError('INTERNAL', `expected an asset path from ./ or ../, received ${quote(arc.asset)}`);
    return `${arc.asset === undefined ? '' : quoteAsset(arc.asset)}${arc.prim === undefined ? '' : pathText(arc.prim)}`;
  });
  if (texts.length === 1) return [`prepend ${name} = ${texts[0]}`];
  return [`prepend ${name} = [`, ...texts.map((text, i) => `    ${text}${i < texts.length - 1 ? ',' : ''}`), ']'];
}

function primMetadata(prim: Prim): string[] {
  const lines: string[] = [];
  if (prim.active !== undefined) lines.push(`active = ${prim.active}`);
  if (prim.apiSchemas?.length) lines.push(`prepend apiSchemas = ${strings(prim.apiSchemas)}`);
  if (prim.customData) lines.push(...dictionaryLines('customData', prim.customData));
  if (prim.displayName !== undefined) lines.push(`displayName = ${quote(prim.displayName)}`);
  if (prim.instanceable !== undefined) lines.push(`instanceable = ${prim.instanceable}`);
  if (prim.kind) lines.push(`kind = ${quote(prim.kind)}`);
  lines.push(...arcLines('payload', prim.payloads), ...arcLines('references', prim.references));
  if (prim.variants) {
    const selected = Object.entries(prim.variants);
    lines.push(
      'variants = {',
      ...selected.map(([set, v]) => `    string ${checkName(PRIM_NAME, set)} = ${quote(v)}`),
      '}',
    );
  }
  if (prim.variantSets) lines.push(`prepend variantSets = ${strings(Object.keys(prim.variantSets))}`);
  return lines;
}

/** `head (metadata)` or `head`, on its own line. */
function writeHead(out: ByteWriter, head: string, metadata: readonly string[], depth: number): void {
  const lead = indent(depth);
  if (metadata.length === 0) out.text(`${lead}${head}\n`);
  else out.text(`${lead}${head} (\n${metadata.map((line) => `${lead}    ${line}\n`).join('')}${lead})\n`);
}

function writePrim(out: ByteWriter, prim: Prim, depth: number): void {
  const type = prim.type === undefined ? '' : ` ${checkName(PRIM_NAME, prim.type)}`;
  writeHead(out, `${prim.specifier}${type} ${quote(checkName(PRIM_NAME, prim.name))}`, primMetadata(prim), depth);
  const lead = indent(depth);
  out.text(`${lead}{\n`);
  writeContents(out, prim, depth + 1);
  for (const [set, variants] of Object.entries(prim.variantSets ?? {})) {
    out.text(`${lead}    variantSet ${quote(checkName(PRIM_NAME, set))} = {\n`);
    for (const [name, content] of Object.entries(variants)) {
      const arcs = [...arcLines('payload', content.payloads), ...arcLines('references', content.references)];
      writeHead(out, quote(name), arcs, depth + 2);
      out.text(`${lead}        {\n`);
      writeContents(out, content, depth + 3);
      out.text(`${lead}        }\n`);
    }
    out.text(`${lead}    }\n`);
  }
  out.text(`${lead}}\n`);
}

function writeContents(out: ByteWriter, prim: Pick<Prim, 'properties' | 'children'>, depth: number): void {
  for (const property of prim.properties ?? []) {
    if (property.kind === 'relationship') writeRelationship(out, property, depth);
    else writeAttribute(out, property, depth);
  }
  let first = !prim.properties?.length;
  for (const child of prim.children ?? []) {
    if (!first) out.text('\n');
    first = false;
    writePrim(out, child, depth);
  }
}

function writeRelationship(out: ByteWriter, { name, targets, bindMaterialAs }: Relationship, depth: number): void {
  const paths = targets.map(pathText);
  const value = paths.length === 1 ? paths[0] : `[${paths.join(', ')}]`;
  const metadata = bindMaterialAs ? [`bindMaterialAs = ${quote(bindMaterialAs)}`] : [];
  writeHead(out, `rel ${checkName(PROPERTY_NAME, name)} = ${value}`, metadata, depth);
}

function writeAttribute(out: ByteWriter, attribute: Attribute, depth: number): void {
  const words = `${attribute.custom ? 'custom ' : ''}${attribute.uniform ? 'uniform ' : ''}${attribute.type}`;
  const name = checkName(PROPERTY_NAME, attribute.name);
  const lead = indent(depth);
  if (attribute.value !== undefined || attribute.connect === undefined) {
    out.text(`${lead}${words} ${name}`);
    if (attribute.value !== undefined) {
      out.text(' = ');
      writeValue(out, attribute.type, attribute.value);
    }
    if (attribute.interpolation) out.text(` (\n${lead}    interpolation = ${quote(attribute.interpolation)}\n${lead})`);
    out.text('\n');
  }
  if (attribute.connect !== undefined) out.text(`${lead}${words} ${name}.connect = ${pathText(attribute.connect)}\n`);
}

function pathText(path: string): string {
  return `<${checkName(PATH, path)}>`;
}

function valueText(type: UsdType, value: UsdValue): string {
  const out = new ByteWriter(64);
  writeValue(out, type, value);
  return Buffer.from(out.finish()).toString('utf8');
}

const COMMA = 44;
const SPACE = 32;
const OPEN = 40;
const CLOSE = 41;

function writeValue(out: ByteWriter, type: UsdType, value: UsdValue): void {
  const array = type.endsWith('[]');
  const [size, form] = TYPES[(array ? type.slice(0, -2) : type) as ScalarType];
  const values: ArrayLike<unknown> = typeof value === 'object' ? (value as ArrayLike<unknown>) : [value];
  if (array ? values.length % size !== 0 : values.length !== size)
    throw new SimwrightError(
      'INTERNAL',
      `expected ${array ? 'a multiple of ' : ''}${size} values for ${type}, received ${values.length}`,
    );
  if (array) out.byte(0x5b);
  if (type === 'matrix4d') {
    const rows = values as ArrayLike<number>;
    out.text('( ');
    for (let row = 0; row < 4; row++) {
      if (row > 0) out.text(', ');
      writeTuple(out, rows, row * 4, 4, 'double');
    }
    out.text(' )');
  } else if (form === 'float' || form === 'double' || form === 'integer') {
    const numbers = values as ArrayLike<number>;
    for (let i = 0; i < numbers.length; i += size) {
      if (i > 0) {
        out.byte(COMMA);
        out.byte(SPACE);
      }
      if (size === 1) writeNumber(out, numbers[i], form);
      else writeTuple(out, numbers, i, size, form);
    }
  } else {
    for (let i = 0; i < values.length; i++) {
      if (i > 0) out.text(', ');
      if (form === 'bool') out.text(values[i] ? 'true' : 'false');
      else out.text(form === 'asset' ? quoteAsset(String(values[i])) : quote(String(values[i])));
    }
  }
  if (array) out.byte(0x5d);
}

type NumberForm = 'float' | 'double' | 'integer';

function writeNumber(out: ByteWriter, value: number, form: NumberForm): void {
  if (form === 'float') out.float32(value);
  else if (form === 'double') out.float64(value);
  else out.integer(value);
}

function writeTuple(out: ByteWriter, numbers: ArrayLike<number>, start: number, size: number, form: NumberForm): void {
  out.byte(OPEN);
  for (let i = 0; i < size; i++) {
    if (i > 0) {
      out.byte(COMMA);
      out.byte(SPACE);
    }
    writeNumber(out, numbers[start + i], form);
  }
  out.byte(CLOSE);
}
