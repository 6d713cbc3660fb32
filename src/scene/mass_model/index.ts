/** How measured geometry and words become a mass; see `model.ts`. */
export { checkInertia, type GivenInertiaCheck } from './given_inertia.js';
export { chooseMass, type MassChoice, type MassFacts, type MassWords } from './model.js';
