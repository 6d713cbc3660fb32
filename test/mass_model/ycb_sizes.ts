/**
 * Objects of the YCB set that are near to a box, a cylinder, or a ball: their published sizes in millimetres (Calli et
 * al., "Benchmarking in Manipulation Research", table of objects), and what they are called. Not in it: irregular things
 * (tools, clamps, toys of parts), and sets of which single sizes are not published.
 */
export interface YcbSize {
  id: string;
  words: string;
  shape: 'box' | 'cylinder' | 'ellipsoid';
  /** Cylinder: diameter, diameter, height. */
  mm: [number, number, number];
}

const item = (id: string, words: string, shape: YcbSize['shape'], ...mm: [number, number, number]): YcbSize => ({
  id,
  words,
  shape,
  mm,
});

export const YCB_SIZES: YcbSize[] = [
  item('001_chips_can', 'chips can', 'cylinder', 75, 75, 250),
  item('002_master_chef_can', 'master chef can', 'cylinder', 102, 102, 139),
  item('003_cracker_box', 'cracker box', 'box', 60, 158, 210),
  item('004_sugar_box', 'sugar box', 'box', 38, 89, 175),
  item('005_tomato_soup_can', 'tomato soup can', 'cylinder', 66, 66, 101),
  item('006_mustard_bottle', 'mustard bottle', 'ellipsoid', 58, 95, 190),
  item('007_tuna_fish_can', 'tuna fish can', 'cylinder', 85, 85, 33),
  item('008_pudding_box', 'pudding box', 'box', 35, 110, 89),
  item('009_gelatin_box', 'gelatin box', 'box', 28, 85, 73),
  item('010_potted_meat_can', 'potted meat can', 'box', 50, 97, 82),
  // the fruit of the set are plastic copies
  item('011_banana', 'plastic banana', 'cylinder', 36, 36, 190),
  item('012_strawberry', 'plastic strawberry', 'ellipsoid', 43.8, 43.8, 55),
  item('013_apple', 'plastic apple', 'ellipsoid', 75, 75, 75),
  item('014_lemon', 'plastic lemon', 'ellipsoid', 54, 54, 68),
  item('015_peach', 'plastic peach', 'ellipsoid', 59, 59, 59),
  item('016_pear', 'plastic pear', 'ellipsoid', 66.2, 66.2, 100),
  item('017_orange', 'plastic orange', 'ellipsoid', 73, 73, 73),
  item('018_plum', 'plastic plum', 'ellipsoid', 52, 52, 52),
  item('021_bleach_cleanser', 'bleach cleanser bottle', 'box', 65, 98, 250),
  item('026_sponge', 'sponge', 'box', 72, 114, 14),
  item('036_wood_block', 'wood block', 'box', 85, 85, 200),
  item('040_large_marker', 'large marker', 'cylinder', 18, 18, 121),
  item('041_small_marker', 'small marker', 'cylinder', 8, 8, 135),
  item('053_mini_soccer_ball', 'mini soccer ball', 'ellipsoid', 140, 140, 140),
  item('054_softball', 'softball', 'ellipsoid', 96, 96, 96),
  item('055_baseball', 'baseball', 'ellipsoid', 75, 75, 75),
  item('056_tennis_ball', 'tennis ball', 'ellipsoid', 64.7, 64.7, 64.7),
  item('057_racquetball', 'racquetball', 'ellipsoid', 55.3, 55.3, 55.3),
  item('058_golf_ball', 'golf ball', 'ellipsoid', 42.7, 42.7, 42.7),
  item('061_foam_brick', 'foam brick', 'box', 50, 75, 50),
  item('062_dice', 'dice', 'box', 16.2, 16.2, 16.2),
  item('070-a_colored_wood_blocks', 'colored wood block', 'box', 26, 26, 26),
  item('076_timer', 'timer', 'box', 85, 80, 40),
  item('077_rubiks_cube', 'rubiks cube', 'box', 57, 57, 57),
];

/** Volume, area and hull of a body of these sizes; the area of an ellipsoid after Thomsen (within 1.1 %). */
export function bodyOf({ shape, mm }: YcbSize) {
  const [a, b, c] = mm.map((x) => x / 1000);
  const p = 1.6075;
  const mean = ((a * b) ** p + (a * c) ** p + (b * c) ** p) / 3;
  const [volume, area] = {
    box: [a * b * c, 2 * (a * b + b * c + c * a)],
    cylinder: [(Math.PI / 4) * a * b * c, Math.PI * a * c + (Math.PI / 2) * a * b],
    ellipsoid: [(Math.PI / 6) * a * b * c, Math.PI * mean ** (1 / p)],
  }[shape];
  return {
    volume_m3: volume,
    area_m2: area,
    hull_volume_m3: volume,
    size_m: [a, b, c] as [number, number, number],
    method: 'exact' as const,
    confidence: 1,
  };
}
