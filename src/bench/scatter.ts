/** A small scatter plot as SVG, x logarithmic, y from 0 to 1; and the rank correlation of what it shows. */

const WIDTH = 640;
const HEIGHT = 400;
const LEFT = 52;
const TOP = 30;
const RIGHT = 150;
const BOTTOM = 44;
const COLOURS = ['#000000', '#e69f00', '#56b4e9', '#009e73', '#b8a800', '#0072b2', '#d55e00', '#cc79a7'];

export interface PointSet {
  name: string;
  points: [x: number, y: number][];
}

export function scatter(title: string, xName: string, yName: string, sets: PointSet[]): string {
  const xs = sets.flatMap(({ points }) => points.map(([x]) => Math.log10(x)));
  const low = Math.floor(Math.min(...xs));
  const high = Math.max(low + 1, Math.ceil(Math.max(...xs)));
  const px = (x: number) => LEFT + ((Math.log10(x) - low) / (high - low)) * (WIDTH - LEFT - RIGHT);
  const py = (y: number) => TOP + (1 - y) * (HEIGHT - TOP - BOTTOM);
  const parts: string[] = [];
  for (let e = low; e <= high; e++) {
    const x = px(10 ** e).toFixed(1);
    parts.push(`<path d="M${x} ${TOP}V${HEIGHT - BOTTOM}"/>`);
    parts.push(`<text x="${x}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">1e${e}</text>`);
  }
  for (let i = 0; i <= 5; i++) {
    const y = py(i / 5).toFixed(1);
    parts.push(`<path d="M${LEFT} ${y}H${WIDTH - RIGHT}"/>`);
    parts.push(`<text x="${LEFT - 6}" y="${y}" dy="4" text-anchor="end">${(i / 5).toFixed(1)}</text>`);
  }
  sets.forEach(({ name, points }, i) => {
    const colour = COLOURS[i % COLOURS.length];
    const dots = points.map(([x, y]) => `<circle cx="${px(x).toFixed(1)}" cy="${py(y).toFixed(1)}" r="3.5"/>`).join('');
    parts.push(`<g fill="${colour}" fill-opacity="0.7" stroke="none">${dots}`);
    parts.push(`<circle cx="${WIDTH - RIGHT + 18}" cy="${TOP + 10 + 20 * i}" r="4"/></g>`);
    parts.push(`<text x="${WIDTH - RIGHT + 28}" y="${TOP + 14 + 20 * i}">${name}</text>`);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="18" font-size="13">${title}</text>
<g stroke="#ddd" fill="none">${parts.filter((p) => p.startsWith('<path')).join('')}</g>
${parts.filter((p) => !p.startsWith('<path')).join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${xName}</text>
<text x="14" y="${(TOP + HEIGHT - BOTTOM) / 2}" text-anchor="middle" transform="rotate(-90 14 ${(TOP + HEIGHT - BOTTOM) / 2})">${yName}</text>
</svg>
`;
}

/** Ranks from 1, equal values sharing their middle rank. */
function ranks(values: number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const out = new Array<number>(values.length);
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j < order.length && values[order[j]!] === values[order[i]!]) j++;
    for (let k = i; k < j; k++) out[order[k]!] = (i + j + 1) / 2;
    i = j;
  }
  return out;
}

/** Spearman's: 1 when both rise together. NaN if either is constant. */
export function rankCorrelation(a: number[], b: number[]): number {
  const x = ranks(a);
  const y = ranks(b);
  const middle = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const mx = middle(x);
  const my = middle(y);
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    xy += (x[i]! - mx) * (y[i]! - my);
    xx += (x[i]! - mx) ** 2;
    yy += (y[i]! - my) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}
