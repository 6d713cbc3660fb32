/** How far the density of a substance may lie from the one value of the material table, and how thick its walls are. */
import type { SubstanceName } from '../materials.js';
import type { Range } from './range.js';

/** kg/m^3 of the massive material; handbook spans of what the word may mean in a household. */
export const DENSITIES: Readonly<Record<SubstanceName, Range>> = {
  metal: [2600, 8000], // aluminium alloys to steel
  steel: [7750, 8050], // EN 1993-1-1; stainless 7900-8000
  aluminium: [2640, 2810], // EN 1999-1-1; alloys 1xxx to 7xxx
  cast_iron: [7050, 7300], // EN 1561
  copper_alloy: [8300, 8960], // brass 8400-8700, copper 8960
  wood: [380, 800], // USDA Wood Handbook, table 5-3: pines 380-550, oak and beech 650-750; plywood 500-700
  plastic: [900, 1450], // PP 900, ABS 1050, PC 1200, PVC 1400
  fabric: [100, 500], // stuffed and woven, with air
  glass: [2400, 2600], // EN 572-1: 2500
  ceramic: [1900, 2600], // earthenware 1900-2200, stoneware and porcelain 2300-2600
  rubber: [900, 1300], // natural 920, filled 1100-1300
  leather: [800, 1050],
  paper: [600, 1000], // uncoated 600-850, coated to 1200
  cardboard: [100, 750], // corrugated 100-200, solid board 600-750
  stone: [2200, 2900], // EN 1991-1-1 table A.2: sandstone to granite
  concrete: [2000, 2500], // EN 1991-1-1 table A.1, normal weight
  brick: [1000, 2000], // EN 1991-1-1: gypsum boards 700-1000, clay bricks 1200-2000
  tile: [1900, 2500],
  foam: [20, 180], // upholstery PU 25-60, packing PS 15-40, EVA 90-180, cellulose sponge 40-90
  liquid: [900, 1100], // oils 910, drinks 1000-1050
  food: [550, 1080], // bread 200-350 is lighter; apples 800-850, bananas 950, oranges 900-950, meat 1050
  electronics: [600, 2200], // cases with air to boards and batteries
  composite: [650, 1900], // chipboard 650 to glass-fibre laminate 1900
  organic: [200, 1000],
  wax: [850, 1050],
  default: [200, 2500],
};

/** How a vessel is built: fine tableware, heavy cookware, thin packaging, housewares, thick sanitary ware. */
export type Gauge = 'tableware' | 'cookware' | 'packaging' | 'houseware' | 'sanitary' | 'glassware';

/**
 * Wall thickness in metres by gauge and material. Injection moulded housewares have 1 to 3 mm (design guides: 1.2 to 3
 * for PP and PE), enamelled and stainless tableware is drawn from 0.5 to 1 mm sheet, pressed aluminium pans from 2 to
 * 4 mm, cast iron pans have 3.5 to 5.5 mm, table ceramics 3 to 6 mm, stemware 1 to 2 mm, tumblers 2 to 4 mm, tinplate
 * cans 0.16 to 0.25 mm (EN 10202 gauges), drink cans 0.1 mm, folding boxboard 0.35 to 0.8 mm (ISO 12625 grammages 230 to
 * 500 g/m^2), container glass 2 to 5 mm, sanitary ceramics 8 to 15 mm, acrylic tubs 4 to 8 mm.
 */
export const WALLS: Readonly<Record<Gauge, Partial<Record<SubstanceName, Range>>>> = {
  tableware: {
    ceramic: [0.003, 0.006],
    glass: [0.002, 0.005],
    plastic: [0.0012, 0.003],
    composite: [0.002, 0.0035],
    steel: [0.0005, 0.0012],
    metal: [0.0005, 0.0012],
    aluminium: [0.0007, 0.002],
    copper_alloy: [0.0006, 0.0015],
    cast_iron: [0.003, 0.005],
    wood: [0.004, 0.01],
    rubber: [0.0015, 0.003],
    paper: [0.0003, 0.0007],
    cardboard: [0.0004, 0.001],
    stone: [0.006, 0.012],
  },
  cookware: {
    steel: [0.0008, 0.003],
    metal: [0.001, 0.003],
    aluminium: [0.002, 0.0045],
    cast_iron: [0.0035, 0.0055],
    copper_alloy: [0.0012, 0.0025],
    ceramic: [0.005, 0.01],
    glass: [0.004, 0.007],
  },
  packaging: {
    plastic: [0.0003, 0.0012],
    glass: [0.002, 0.005],
    metal: [0.00012, 0.00025],
    steel: [0.00016, 0.00025],
    aluminium: [0.0001, 0.0003],
    cardboard: [0.0005, 0.004],
    paper: [0.0001, 0.0004],
    ceramic: [0.004, 0.008],
    wood: [0.006, 0.02],
  },
  houseware: {
    plastic: [0.0014, 0.003],
    metal: [0.0004, 0.001],
    steel: [0.0004, 0.001],
    aluminium: [0.0006, 0.0015],
    copper_alloy: [0.0006, 0.0015],
    glass: [0.003, 0.007],
    ceramic: [0.003, 0.009],
    wood: [0.004, 0.012],
    rubber: [0.002, 0.005],
    stone: [0.01, 0.025],
    concrete: [0.015, 0.03],
    fabric: [0.001, 0.004],
    leather: [0.0015, 0.004],
    cardboard: [0.0005, 0.005],
    paper: [0.0003, 0.001],
  },
  sanitary: {
    ceramic: [0.008, 0.015],
    steel: [0.0007, 0.0035],
    metal: [0.0007, 0.0035],
    cast_iron: [0.005, 0.009],
    plastic: [0.004, 0.008],
    stone: [0.012, 0.03],
    composite: [0.006, 0.012],
    glass: [0.008, 0.012],
    copper_alloy: [0.0012, 0.003],
    wood: [0.02, 0.03],
    concrete: [0.02, 0.04],
  },
  glassware: { glass: [0.001, 0.003], plastic: [0.001, 0.0025], steel: [0.0005, 0.001], ceramic: [0.002, 0.004] },
};
