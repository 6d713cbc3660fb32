/** Every geometry verb in its synchronous form: (input, options?, cancel?) => result. */
export { inspect } from './inspect.js';
