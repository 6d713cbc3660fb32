/** The published JSON Schemas (draft 2020-12), made from the zod schemas that the code itself checks with. */
import { z } from 'zod';
import { ASSET_RECORD_SCHEMA } from './asset_record.js';
import { assetRecordSchema } from './asset_record_schema.js';
import { INVENTORY_SCHEMA, inventorySchema } from './inventory.js';
import { LAYOUT_SCHEMA, layoutSchema } from './layout.js';
import { MANIFEST_SCHEMA } from './manifest.js';
import { manifestSchema } from './manifest_schema.js';
import { SCENE_FILE_SCHEMA, sceneFileSchema } from './scene_file_schema.js';
import { SCENE_REPORT_SCHEMA, sceneReportSchema } from './scene_report.js';

const PUBLISHED: [file: string, id: string, title: string, schema: z.ZodType][] = [
  ['scene.schema.json', SCENE_FILE_SCHEMA, 'Scene file: meshes with poses, written by users', sceneFileSchema],
  ['scene_manifest.schema.json', MANIFEST_SCHEMA, 'Scene manifest: assets, objects, roles and poses', manifestSchema],
  ['scene_layout.schema.json', LAYOUT_SCHEMA, 'Scene layout: boxes of objects and room', layoutSchema],
  ['inventory.schema.json', INVENTORY_SCHEMA, 'Inventory: the objects of a scene in words', inventorySchema],
  ['asset_record.schema.json', ASSET_RECORD_SCHEMA, 'Asset record: mass, proxy, surface, repairs', assetRecordSchema],
  ['scene_report.schema.json', SCENE_REPORT_SCHEMA, 'Scene report: what usd/scene.usda holds', sceneReportSchema],
];

/** Text of each schema file, by file name. */
export function publishedSchemas(): Record<string, string> {
  return Object.fromEntries(
    PUBLISHED.map(([file, id, title, schema]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
      return [file, `${JSON.stringify({ $schema, title: `${id}: ${title}`, ...rest }, null, 2)}\n`];
    }),
  );
}
