/**
 * Material libraries of OBJ files. Source: Alias/Wavefront MTL specification; `Pr`, `Pm` and `norm` from its common PBR
 * extension. Kd is taken as linear (as common tools write it), d or 1 - Tr becomes alpha, Ns becomes roughness by
 * sqrt(2 / (Ns + 2)) (Blinn-Phong to Beckmann, Walter et al. 2007).
 */
import { asSimwrightError } from '../errors.js';
import { imageType } from './image_type.js';
import { DEFAULT_MATERIAL, type Material, type ModelImage, type ReadLimits, type TextureRef } from './model.js';
import type { ReadReport } from './read_report.js';
import { clip, type ModelSource } from './source.js';
import { TextScanner } from './text_scanner.js';

export interface MaterialLibrary {
  materials: Material[];
  images: ModelImage[];
  /** Index into `materials` per requested name. */
  numbers: number[];
}

/** Arguments that options of texture maps take, before the file name. */
const MAP_OPTIONS: Record<string, number> = {
  '-blendu': 1,
  '-blendv': 1,
  '-cc': 1,
  '-clamp': 1,
  '-imfchan': 1,
  '-texres': 1,
  '-boost': 1,
  '-bm': 1,
  '-type': 1,
  '-mm': 2,
  '-o': 3,
  '-s': 3,
  '-t': 3,
};

/** The materials `names` from the libraries, in the order of `names`. Missing libraries and images are warned about. */
export async function readMaterialLibraries(
  libraries: string[],
  names: string[],
  source: ModelSource,
  limits: Required<ReadLimits>,
  report: ReadReport,
): Promise<MaterialLibrary> {
  const known = new Map<string, Entry>();
  for (const library of new Set(libraries)) {
    try {
      for (const [file, bytes] of await loadLibrary(library, source)) parse(bytes, file, known, report);
    } catch (error) {
      report.warn('obj.library_missing', `material library '${clip(library)}': ${asSimwrightError(error).message}`);
    }
  }
  const images = new Images(source, limits, report);
  const materials: Material[] = [];
  for (const name of names) {
    const entry = known.get(name);
    if (!entry) report.warn('obj.material_missing', `material '${clip(name)}' is not in a library`);
    materials.push(entry ? await finish(name, entry, images) : { ...DEFAULT_MATERIAL, name });
  }
  return { materials, images: images.list, numbers: names.map((_, i) => i) };
}

/** A library name may hold blanks, or be a list of names. */
async function loadLibrary(library: string, source: ModelSource): Promise<[string, Uint8Array][]> {
  const resolve = source.resolve ?? (() => Promise.reject(new Error('only bytes were given')));
  const uri = (name: string) => name.split(/[\\/]/).map(encodeURIComponent).join('/');
  try {
    return [[library, await resolve(uri(library))]];
  } catch (error) {
    const names = library.split(/\s+/);
    if (names.length === 1) throw error;
    const loaded: [string, Uint8Array][] = [];
    for (const name of names) loaded.push([name, await resolve(uri(name))]);
    return loaded;
  }
}

/** What a `newmtl` block says. */
interface Entry {
  library: string;
  Kd?: number[];
  Ke?: number[];
  d?: number;
  Ns?: number;
  Pr?: number;
  Pm?: number;
  maps: Map<string, MapRef>;
}

interface MapRef {
  file: string;
  clamp: boolean;
  bump: number;
  scale?: [number, number];
  offset?: [number, number];
}

function parse(bytes: Uint8Array, library: string, known: Map<string, Entry>, report: ReadReport): void {
  const scanner = new TextScanner(bytes, report, true);
  let entry: Entry | undefined;
  for (let byte = scanner.peekAcrossLines(); byte >= 0; byte = scanner.peekAcrossLines()) {
    const word = scanner.word();
    scanner.peek();
    const rest = scanner.rest();
    scanner.nextLine();
    const numbers = rest.split(/\s+/).map(Number);
    const valid = rest !== '' && numbers.every(Number.isFinite);
    if (word === 'newmtl') {
      entry = { library, maps: new Map() };
      known.set(rest, entry);
    } else if (!entry) continue;
    else if (/^(map_(Kd|Ks|Ke|d|Bump|Pr|Pm)|bump|norm)$/i.test(word))
      entry.maps.set(word.toLowerCase(), parseMap(rest));
    else if (/^(Kd|Ke|d|Tr|Ns|Pr|Pm)$/.test(word)) {
      if (!valid)
        report.warn('obj.material_value', `${clip(library)}: '${word} ${clip(rest)}' is not a number, ignored`);
      else if (word === 'Kd' || word === 'Ke')
        entry[word] = [numbers[0], numbers[1] ?? numbers[0], numbers[2] ?? numbers[0]];
      else if (word === 'Tr') entry.d = 1 - numbers[0];
      else entry[word as 'd' | 'Ns' | 'Pr' | 'Pm'] = numbers[0];
    }
  }
}

function parseMap(rest: string): MapRef {
  const words = rest.split(/\s+/);
  const ref: MapRef = { file: '', clamp: false, bump: 1 };
  while (words.length > 1 && words[0] in MAP_OPTIONS) {
    const option = words.shift()!;
    const given: string[] = [];
    // The option's count is its most: -o, -s and -t may give fewer numbers.
    while (
      given.length < MAP_OPTIONS[option] &&
      words.length > 1 &&
      (given.length === 0 || !Number.isNaN(Number(words[0])))
    )
      given.push(words.shift()!);
    const [u, v = u] = given.map(Number);
    if (option === '-clamp') ref.clamp = given[0] === 'on';
    else if (option === '-bm' && Number.isFinite(u)) ref.bump = u;
    else if (option === '-s' && Number.isFinite(u)) ref.scale = [u, v];
    else if (option === '-o' && Number.isFinite(u)) ref.offset = [u, given.length > 1 ? v : 0];
  }
  ref.file = words.join(' ');
  return ref;
}

async function finish(name: string, entry: Entry, images: Images): Promise<Material> {
  const unit = (value: number | undefined, fallback: number) => Math.min(1, Math.max(0, value ?? fallback));
  const texture = async (...keys: string[]) => {
    for (const key of keys) {
      const map = entry.maps.get(key);
      if (map) return images.load(map);
    }
    return undefined;
  };
  const [baseColorTexture, normal] = [await texture('map_kd'), await texture('norm', 'map_bump', 'bump')];
  const emissiveTexture = await texture('map_ke');
  const alpha = unit(entry.d, 1);
  const kd = entry.Kd ?? (baseColorTexture ? [1, 1, 1] : DEFAULT_MATERIAL.baseColor);
  const blend = alpha < 1 || entry.maps.has('map_d');
  return {
    name,
    baseColor: [unit(kd[0], 1), unit(kd[1], 1), unit(kd[2], 1), alpha],
    metallic: unit(entry.Pm, 0),
    roughness: unit(
      entry.Pr ?? (entry.Ns === undefined ? undefined : Math.sqrt(2 / (Math.max(0, entry.Ns) + 2))),
      DEFAULT_MATERIAL.roughness,
    ),
    emissive: (entry.Ke ?? [0, 0, 0]).map((v) => Math.max(0, v)) as Material['emissive'],
    doubleSided: false,
    alphaMode: blend ? 'blend' : 'opaque',
    alphaCutoff: 0.5,
    ...(baseColorTexture && { baseColorTexture }),
    ...(emissiveTexture && { emissiveTexture }),
    ...(normal && { normalTexture: { ...normal, scale: entry.maps.get('norm')?.bump ?? 1 } }),
  };
}

/** Images by file name, each read once. */
class Images {
  readonly list: ModelImage[] = [];
  private readonly numbers = new Map<string, number | null>();
  private bytes = 0;

  constructor(
    private readonly source: ModelSource,
    private readonly limits: Required<ReadLimits>,
    private readonly report: ReadReport,
  ) {}

  /** MTL offsets and scales count from the lower left corner, glTF's from the upper left. */
  async load({ file, clamp, scale, offset }: MapRef): Promise<TextureRef | undefined> {
    let image = this.numbers.get(file);
    if (image === undefined) this.numbers.set(file, (image = await this.read(file)));
    if (image === null) return undefined;
    const wrap = clamp ? 'clamp' : 'repeat';
    const ref: TextureRef = { image, wrapS: wrap, wrapT: wrap };
    if (!scale && !offset) return ref;
    const [su, sv] = scale ?? [1, 1];
    const [ou, ov] = offset ?? [0, 0];
    // v_gltf' = 1 - (sv * (1 - v_gltf) + ov) = sv * v_gltf + (1 - sv - ov)
    return { ...ref, transform: { offset: [ou, 1 - sv - ov], rotation: 0, scale: [su, sv] } };
  }

  private async read(file: string): Promise<number | null> {
    try {
      if (!this.source.resolve) throw new Error('only bytes were given');
      const bytes = await this.source.resolve(file.split(/[\\/]/).map(encodeURIComponent).join('/'));
      const mimeType = imageType(bytes);
      if (!mimeType) throw new Error('not a PNG, JPEG, WebP, KTX2 or AVIF image');
      this.bytes += bytes.length;
      if (this.bytes > this.limits.maxFileBytes) throw new Error('the images are too large together');
      return this.list.push({ name: file, mimeType, bytes }) - 1;
    } catch (error) {
      this.report.warn('obj.image_missing', `image '${clip(file)}': ${asSimwrightError(error).message}`);
      return null;
    }
  }
}
