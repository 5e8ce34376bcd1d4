import { z } from 'zod';
import { parseFrame, type Frame } from '#geodata/spatial/datum.ts';
import { AsOfQuery } from '#geodata/schemas/as_of.ts';
import { ViewQuery } from '#geodata/schemas/query.ts';

export const exportFormats = ['geojson', 'csv', 'gpkg'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Frames a file is given in: not BD-09, which only its owner's maps use, and not web Mercator, which distorts lengths. */
const FrameQuery = z
  .string()
  .max(20)
  .transform((text, context): Frame => {
    const frame = parseFrame(text);
    if (frame && frame !== 'bd09' && frame !== 'epsg:3857') return frame;
    context.addIssue('wgs84, epsg:4490, gcj02, or a zone of CGCS2000 such as epsg:4551');
    return z.NEVER;
  })
  .meta({ description: 'wgs84, epsg:4490, gcj02, or a zone of CGCS2000: epsg:4491 to 4554', type: 'string' });

/** What of a layer is taken as a file, and how. */
export const ExportQuery = z
  .object({
    format: z.enum(exportFormats),
    frame: FrameQuery.default('wgs84'),
    bbox: ViewQuery.shape.bbox.optional(),
    filter: z.string().max(20_000).optional().meta({ description: 'CQL2 text over the queryables, degrees in WGS84' }),
    /** Words of fields and coded values instead of names and codes; of use to people with a spreadsheet. */
    words: z.enum(['zh', 'en']).optional(),
    /** Chosen by the caller, to ask how far it has come; any other is given where it is missing. */
    id: z.uuid().optional()
  })
  .extend(AsOfQuery.shape);
export type ExportQuery = z.output<typeof ExportQuery>;
