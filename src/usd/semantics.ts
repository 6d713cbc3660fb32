/** UsdSemantics: SemanticsLabelsAPI, one applied instance per taxonomy. */
import { attribute, type Property, usdName } from './layer.js';

/** An applied API schema: its name in `apiSchemas` and its properties. */
export interface AppliedSchema {
  apiSchemas: string[];
  properties: Property[];
}

/**
 * Labels of one taxonomy (`class` is what Replicator and Isaac Sim read first). Labels are free text; empty ones and
 * repetitions are left out.
 */
export function semanticLabels(taxonomy: string, labels: readonly string[]): AppliedSchema {
  const given = [...new Set(labels.filter((label) => label.trim() !== ''))];
  if (given.length === 0) return { apiSchemas: [], properties: [] };
  const instance = usdName(taxonomy);
  return {
    apiSchemas: [`SemanticsLabelsAPI:${instance}`],
    properties: [attribute('token[]', `semantics:labels:${instance}`, given)],
  };
}
