export { type BrokenResult, generateBrokenScene } from './broken.js';
export {
  generateSample,
  SAMPLE_TRUTH_SCHEMA,
  type SampleOptions,
  type SampleResult,
  type SampleTruth,
  type TruthAsset,
  type TruthObject,
} from './generate.js';
