import { z } from 'zod';
import type { Operation } from '#server/http/route.ts';

const schemaOf = (type: z.ZodType) => z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' });

function parameters({ params = {}, query }: Operation) {
  const inPath = Object.entries(params).map(([name, type]) => ({
    name,
    in: 'path',
    required: true,
    schema: schemaOf(type)
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, type]) => ({
    name,
    in: 'query',
    required: !(type as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(type as z.ZodType)
  }));
  return [...inPath, ...inQuery];
}

function requestContent({ body, takes }: Operation) {
  return { [takes ?? 'application/json']: body ? { schema: schemaOf(body) } : {} };
}

function operation(op: Operation) {
  return {
    summary: op.summary,
    'x-access': op.access,
    parameters: parameters(op),
    ...((op.body || op.takes) && { requestBody: { required: true, content: requestContent(op) } }),
    responses: Object.fromEntries(
      Object.entries(op.replies).map(([status, description]) => [
        status,
        {
          description,
          ...(Number(status) === 200 && { content: { [op.type ?? 'application/json']: {} } }),
          ...(Number(status) >= 400 && {
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
          })
        }
      ])
    )
  };
}

/**
 * The API as an OpenAPI 3.1 document, derived from the zod objects the routes parse with. `x-access` says who may come
 * through a route's door.
 */
export function openapi(operations: readonly Operation[]) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const op of operations) (paths[op.path] ??= {})[op.method] = operation(op);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gezhi 格治',
      version: '0.1.0',
      description: 'Positions are lng, lat in WGS84; times are ISO 8601 with offset.'
    },
    paths,
    components: {
      schemas: {
        Problem: {
          type: 'object',
          description: 'RFC 9457; detail follows Accept-Language, type never changes',
          required: ['type', 'title', 'status', 'detail', 'instance', 'requestId'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            instance: { type: 'string' },
            requestId: { type: 'string' },
            errors: {
              type: 'array',
              items: { type: 'object', properties: { pointer: { type: 'string' }, message: { type: 'string' } } }
            }
          }
        }
      }
    }
  };
}
