export { type BrokenResult, generateBrokenScene } from './broken.js';
export { generateSample, type SampleOptions, type SampleResult } from './generate.js';
export { SAMPLE_TRUTH_SCHEMA, type SampleTruth, type TruthAsset, type TruthObject } from './truth.js';
