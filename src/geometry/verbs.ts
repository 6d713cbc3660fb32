/** Every geometry verb in its synchronous form: (input, options?, cancel?) => result. */
export { clean } from './clean.js';
export { distance, pointDistance } from './distance.js';
export { fit } from './fit.js';
export { hull } from './hull.js';
export { inspect } from './inspect.js';
export { limitHull } from './limit_hull.js';
export { massProperties } from './mass.js';
export { occluded, raycast } from './raycast.js';
export { render } from './render.js';
export { reveal } from './reveal.js';
export { simplify } from './simplify.js';
export { solidify } from './solidify.js';
