/**
 * From words to a surface: density, friction and restitution of what an object is made of. Whole words decide, never
 * parts of words: a toilet holds no oil, a microphone is not electronics because of "micro".
 *
 * Words come from the material hint, then the category, then the name. Inside one text, a word that names a material
 * ("steel", "wooden") beats one that names a thing ("mug"); of several things the last one counts, because English
 * compounds end with what they are ("water bottle" is a bottle, "book shelf" a shelf). Contents ("water", "milk") count
 * only when nothing else in the text is known and they come last.
 */
import type { SurfaceRecord } from './asset_record.js';

/** kg/m^3 of the massive material; friction against a like or unknown household surface, dry. */
export interface Substance {
  density: number;
  staticFriction: number;
  dynamicFriction: number;
  restitution: number;
}

const of = (density: number, staticFriction: number, dynamicFriction: number, restitution: number): Substance => ({
  density,
  staticFriction,
  dynamicFriction,
  restitution,
});

/**
 * Where the origin system's table has a sound value it is kept ("origin"), so that scenes behave as its users know them.
 * Friction depends on both surfaces and varies by a third and more in handbooks: these are starting points.
 */
export const SUBSTANCES = {
  // origin; between aluminium and steel alloys the word "metal" says nothing, steel is the household default
  metal: of(7800, 0.6, 0.5, 0.2),
  // EN 1993-1-1, 3.2.6: structural steel 7850; friction origin (metal)
  steel: of(7850, 0.6, 0.5, 0.2),
  // EN 1999-1-1, 3.2.5: aluminium alloys 2700; friction origin (metal)
  aluminium: of(2700, 0.6, 0.5, 0.2),
  // grey cast iron, EN 1561 annex: 7100-7300; friction origin (metal)
  cast_iron: of(7200, 0.6, 0.5, 0.2),
  // brass and bronze 8400-8900, copper 8960 (handbook values); friction origin (metal)
  copper_alloy: of(8600, 0.6, 0.5, 0.2),
  // origin; hardwoods at 12 % moisture 600-750 (USDA Wood Handbook, table 5-3)
  wood: of(700, 0.5, 0.4, 0.3),
  // origin 1200 for plastics at large: ABS 1050, PVC 1400, PP 900
  plastic: of(1200, 0.4, 0.3, 0.4),
  // origin; cloth as it is stuffed, folded or woven, not fibre (1300-1500)
  fabric: of(300, 0.7, 0.6, 0.1),
  // EN 572-1: soda-lime glass 2500; friction origin
  glass: of(2500, 0.4, 0.3, 0.5),
  // origin; stoneware and porcelain 2300-2500
  ceramic: of(2400, 0.5, 0.4, 0.2),
  // origin; vulcanised natural rubber 1100
  rubber: of(1100, 0.9, 0.8, 0.7),
  // origin 900: tanned leather 860-1020; friction as between fabric and rubber
  leather: of(900, 0.6, 0.5, 0.2),
  // origin 700: uncoated paper in stacks 700-900; paper on paper 0.4-0.5
  paper: of(700, 0.5, 0.4, 0.2),
  // origin 650: solid board 600-700 (corrugated board as a sheet is lighter)
  cardboard: of(650, 0.5, 0.4, 0.2),
  // origin; granite and marble 2600-2800, EN 1991-1-1 table A.2: 27-30 kN/m^3
  stone: of(2700, 0.6, 0.5, 0.2),
  // EN 1991-1-1 table A.1: normal concrete 24 kN/m^3
  concrete: of(2400, 0.7, 0.6, 0.1),
  // EN 1991-1-1, 5.2: masonry and plaster 12-20 kN/m^3
  brick: of(1800, 0.7, 0.6, 0.1),
  // origin 2200
  tile: of(2200, 0.5, 0.4, 0.2),
  // origin 120: high; upholstery foams 25-60, packing foams 15-40
  foam: of(120, 0.7, 0.6, 0.2),
  // origin; water 998 at 20 degrees
  liquid: of(1000, 0.05, 0.03, 0),
  // origin 850: apples 800-850, bread 300, meat 1050
  food: of(850, 0.5, 0.4, 0.2),
  // origin 1800: circuit boards 1850 (FR-4), with case and air
  electronics: of(1800, 0.4, 0.3, 0.3),
  // origin 1400: chipboard 650 to glass-fibre laminate 1900
  composite: of(1400, 0.5, 0.4, 0.2),
  // origin 700: leaves, soil and wood of plants together
  organic: of(700, 0.6, 0.5, 0.1),
  // wax and soap 900-1050 (handbook values); soft, little rebound
  wax: of(950, 0.5, 0.4, 0.1),
  // origin's "unknown": between plastics and water, wrong by two either way for most things
  default: of(1000, 0.5, 0.4, 0.3),
} as const satisfies Record<string, Substance>;

export type SubstanceName = keyof typeof SUBSTANCES;

const words = (text: string) => text.trim().split(/\s+/);

/** Words that say what something is made of, wherever they stand. */
const MATERIAL_WORDS: Partial<Record<SubstanceName, string[]>> = {
  metal: words('metal metallic tin zinc chrome chromed titanium nickel alloy'),
  steel: words('steel stainless inox iron'),
  aluminium: words('aluminium aluminum'),
  cast_iron: words('castiron'),
  copper_alloy: words('copper brass bronze'),
  wood: words(
    'wood wooden timber oak pine beech birch walnut mahogany teak maple cherrywood plywood bamboo rattan wicker cork mdf',
  ),
  plastic: words(
    'plastic plastics polymer abs pvc acrylic plexiglas nylon polypropylene polyethylene polystyrene vinyl pla',
  ),
  fabric: words('fabric cloth textile cotton wool woollen linen velvet polyester felt canvas denim silk upholstery'),
  glass: words('glass'),
  ceramic: words('ceramic ceramics porcelain earthenware stoneware terracotta clay enamel'),
  rubber: words('rubber latex silicone neoprene'),
  leather: words('leather suede leatherette'),
  paper: words('paper papers'),
  cardboard: words('cardboard paperboard corrugated'),
  stone: words('stone marble granite slate limestone sandstone quartz travertine'),
  concrete: words('concrete cement'),
  brick: words('brick bricks masonry plaster drywall gypsum stucco'),
  tile: words('tile tiles tiled'),
  foam: words('foam styrofoam polyurethane sponge'),
  electronics: words('electronic electronics'),
  composite: words('composite fiberglass fibreglass laminate fiber fibre chipboard particleboard melamine'),
  wax: words('wax paraffin'),
};

/** Words that name things, with what such things are mostly made of. */
const THING_WORDS: Partial<Record<SubstanceName, string[]>> = {
  metal:
    words(`pan skillet frypan fryingpan pot saucepan kettle wok fork spoon knife cutlery scissors screw nail bolt nut hammer
    wrench spanner pliers screwdriver key lock padlock chain faucet tap fridge refrigerator oven stove dishwasher
    microwave toaster washer dryer radiator bicycle bike can locker handle rail pipe safe sink hinge rack grill
    ladle whisk tongs anvil stapler clamp`),
  wood: words(`table desk chair stool bench shelf bookshelf bookcase cabinet cupboard wardrobe dresser drawer nightstand
    sideboard door bed crib broom pencil crate pallet easel furniture counter countertop ladder guitar violin piano
    holder column frame board stand`),
  plastic: words(`bottle bucket bin trashcan basket tray toy lego tupperware container comb toothbrush hanger bag cube
    jug pitcher cooler crayon pen marker ruler funnel helmet glasses eyeglasses sunglasses goggles canister dispenser
    microphone switch socket lamp light spotlight fan horologe clock`),
  fabric: words(`sofa couch armchair loveseat ottoman pillow cushion blanket towel curtain curtains rug carpet shirt
    pants trousers sock hat cap jacket coat dress scarf glove mattress duvet napkin teddy plush doll backpack`),
  glass: words('window mirror wineglass tumbler goblet aquarium vase shopwindow jar'),
  ceramic: words(
    'mug cup bowl plate saucer dish teapot teacup teaset toilet bathtub basin washbasin urinal planter pottery',
  ),
  rubber: words('tire tyre eraser ball'),
  leather: words('shoe boot wallet purse belt'),
  paper: words('book books notebook magazine newspaper novel dictionary envelope postcard poster document'),
  cardboard: words('carton box package parcel cereal'),
  stone: words('rock boulder statue sculpture fireplace hearth cave'),
  concrete: words('floor ceiling foundation pillar'),
  brick: words('wall walls room shell chimney'),
  liquid: words('liquid fluid'),
  food: words(`apple banana orange lemon pear peach strawberry pineapple plum grape tomato potato onion carrot cucumber
    pepper bread loaf cake cookie pizza cheese meat egg sandwich donut vegetable fruit food chocolate`),
  electronics: words(`phone smartphone cellphone telephone laptop computer keyboard mouse monitor television tv tablet
    camera speaker headphones printer router console controller remote radio stereo drill screen display
    conditioner projector scanner webcam`),
  organic: words('plant flower tree bush grass leaf houseplant bonsai succulent cactus'),
  wax: words('candle soap'),
};

/** What things hold; what the thing is comes after. */
const CONTENT_WORDS: Partial<Record<SubstanceName, string[]>> = {
  liquid: words('water milk juice oil wine beer soda coffee tea soup sauce ketchup shampoo detergent vinegar bleach'),
  food: words('sugar flour rice salt pasta nuts cereal honey jam butter'),
};

function table(source: Partial<Record<SubstanceName, string[]>>): Map<string, SubstanceName> {
  const map = new Map<string, SubstanceName>();
  for (const [substance, list] of Object.entries(source) as [SubstanceName, string[]][])
    for (const word of list) if (!map.has(word)) map.set(word, substance);
  return map;
}
const MATERIALS = table(MATERIAL_WORDS);
const THINGS = table(THING_WORDS);
const CONTENTS = table(CONTENT_WORDS);

/**
 * Lower-case words of a name: split at everything that is no letter, at digits, and where camelCase or an acronym ends
 * ("BookshelfB_01" -> bookshelf b, "TVStand" -> tv stand).
 */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** A word itself, then its likely singulars; the first that the table knows is taken. */
function singulars(word: string): string[] {
  const forms = [word];
  if (word.endsWith('ves')) forms.push(`${word.slice(0, -3)}f`, `${word.slice(0, -3)}fe`);
  if (word.endsWith('ies')) forms.push(`${word.slice(0, -3)}y`);
  if (word.endsWith('es')) forms.push(word.slice(0, -2));
  if (word.endsWith('s') && !word.endsWith('ss')) forms.push(word.slice(0, -1));
  return forms;
}

/** The value of a word or of its singular in a table of words. */
export function lookUp<T>(map: ReadonlyMap<string, T>, word: string): T | undefined {
  for (const form of singulars(word)) {
    const value = map.get(form);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** What a text says something is made of, the word that said so, and whether that word is the material's own. */
function substanceOf(text: string): { substance: SubstanceName; word: string; named: boolean } | undefined {
  const tokens = wordsOf(text);
  for (const [i, word] of tokens.entries()) {
    if (word === 'cast' && tokens[i + 1] === 'iron') return { substance: 'cast_iron', word: 'cast iron', named: true };
    // "glasses" are worn, "glass" is a material: things known in the plural are no materials
    const substance = THINGS.has(word) ? undefined : lookUp(MATERIALS, word);
    if (substance) return { substance, word, named: true };
  }
  for (const word of tokens.toReversed()) {
    const substance = lookUp(THINGS, word);
    if (substance) return { substance, word, named: false };
  }
  const last = tokens.at(-1);
  const content = last === undefined ? undefined : lookUp(CONTENTS, last);
  return content && { substance: content, word: last as string, named: false };
}

/** The surface of one substance, with the provenance of the choice. */
export function surfaceOf(name: SubstanceName, provenance: string): SurfaceRecord {
  const substance: Substance = SUBSTANCES[name];
  return {
    material: name,
    static_friction: substance.staticFriction,
    dynamic_friction: substance.dynamicFriction,
    restitution: substance.restitution,
    density_kg_m3: substance.density,
    provenance,
  };
}

/**
 * Density, friction and restitution of an object from its words. Never fails: what no word decides is `default`.
 * Provenance: `given` when the input's material hint names the material, `lexicon:<word>` when category or name do.
 * O(words); deterministic.
 * @example surfaceFor({ name: 'water bottle' }).material // 'plastic', provenance 'lexicon:bottle'
 */
export function surfaceFor(what: { category?: string; name?: string; material_hint?: string }): SurfaceRecord {
  const hint = what.material_hint === undefined ? undefined : substanceOf(what.material_hint);
  if (hint) return surfaceOf(hint.substance, 'given');
  for (const text of [what.category, what.name]) {
    const found = text === undefined ? undefined : substanceOf(text);
    if (found) return surfaceOf(found.substance, `lexicon:${found.word}`);
  }
  return surfaceOf('default', 'default');
}

/**
 * The material that the words name, by the text that decides `surfaceFor`; undefined where that text only names a thing:
 * "steel mug" is steel for certain, a "mug" is ceramic by habit and may be steel or plastic.
 */
export function namedMaterial(what: {
  category?: string;
  name?: string;
  material_hint?: string;
}): SubstanceName | undefined {
  for (const text of [what.material_hint, what.category, what.name]) {
    const found = text === undefined ? undefined : substanceOf(text);
    if (found) return found.named ? found.substance : undefined;
  }
  return undefined;
}
