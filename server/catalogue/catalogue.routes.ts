import type { Pool } from 'pg';
import { z } from 'zod';
import { catalogueEntry, catalogueFor } from '#server/catalogue/catalogue.service.ts';
import { dcatOf } from '#server/catalogue/dcat.ts';
import type { Config } from '#server/config.ts';
import { originOf } from '#server/http/origin.ts';
import { route } from '#server/http/route.ts';

/** What data there is, whose it is, how current, and on what terms: for machines and for the page /data. */
export const catalogueRoutes = (pool: Pool, config: Config) => [
  route({
    method: 'get',
    path: '/api/catalogue',
    summary: 'The catalogue of layers the caller may see, as DCAT 3 in JSON-LD',
    access: 'layer',
    replies: { 200: 'A dcat:Catalog' },
    type: 'application/ld+json',
    handle: async ({ actor, req, res }) => {
      const { entries } = await catalogueFor(pool, actor);
      res.type('application/ld+json').send(JSON.stringify(dcatOf(entries, originOf(config, req), new Date())));
    }
  }),
  route({
    method: 'get',
    path: '/api/catalogue/layers',
    summary: 'How current each layer is, where it comes from and which systems it is connected to',
    access: 'layer',
    replies: { 200: 'Entries, and how many features the caller may take as one file' },
    handle: ({ actor }) => catalogueFor(pool, actor)
  }),
  route({
    method: 'get',
    path: '/api/catalogue/layers/{layer}',
    summary: 'The same of one layer',
    access: 'layer',
    params: { layer: z.string().meta({ description: 'registry id, for example buildings' }) },
    replies: { 200: 'One entry', 403: 'Not for this role', 404: 'No such layer' },
    handle: ({ actor, params }) => catalogueEntry(pool, actor, params.layer)
  })
];
