/**
 * The library in one page: `node examples/library.mjs [mesh file] [kg per cubic metre]`.
 * Without a file it takes a box with one face missing, as reconstructions have them.
 */
import { clean, closePool, flatten, inspect, limitHull, massProperties, readModel, SimwrightError } from 'simwright';

const [file, density = '700'] = process.argv.slice(2);

/** 0.2 x 0.1 x 0.1 m, centred; the face towards +z is missing. */
function openBox() {
  const positions = new Float32Array(24);
  for (let i = 0; i < 8; i++)
    positions.set([i & 1 ? 0.1 : -0.1, i & 2 ? 0.05 : -0.05, i & 4 ? 0.05 : -0.05], 3 * i);
  const quads = [
    [0, 2, 3, 1],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
  ];
  const indices = new Uint32Array(quads.flatMap(([a, b, c, d]) => [a, b, c, a, c, d]));
  return { positions, indices };
}

try {
  // any GLB, glTF, OBJ, STL or PLY; all nodes baked into one mesh {positions, indices, ...}
  const mesh = file ? flatten(await readModel(file)) : openBox();

  // every verb is asynchronous, runs in a pool of threads and takes { signal } to cancel
  const found = await inspect(mesh);
  console.log(`${found.triangles} triangles, ${found.closedness}, ${found.boundary_edges} open edges`);

  const { record } = await clean(mesh);
  console.log(`clean: ${record.merged_vertices} vertices merged, ${record.bodies} bodies, ${record.closed_bodies} closed`);

  const mass = await massProperties(mesh, { density: Number(density) });
  console.log(`mass: ${mass.mass_kg.toPrecision(4)} kg by ${mass.method}, confidence ${mass.confidence.toFixed(2)}`);
  console.log(`      centre of mass ${mass.center_of_mass_m.map((x) => x.toFixed(4)).join(', ')} m; ${mass.reason}`);

  const convex = await limitHull(mesh, { maxVertices: 64 });
  const off = (1000 * convex.error_m).toFixed(2);
  console.log(`hull: ${convex.faces} faces, ${convex.volume_m3.toPrecision(4)} m^3, ${off} mm off the exact hull`);
} catch (error) {
  if (!(error instanceof SimwrightError)) throw error;
  console.error(`${error.code}: ${error.message}`, error.context.advice ?? '');
  process.exitCode = 2;
} finally {
  await closePool();
}
