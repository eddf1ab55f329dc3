import { errorCodes, Problem, type Route, routes, streamPath } from '@iris/contracts'
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi'

/** Prints the OpenAPI 3.1 document of all routes. */
export function openApiDocument(version: string): object {
  const paths: ZodOpenApiPathsObject = {}
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const methods = (paths[route.path] ??= {})
    methods[route.method.toLowerCase() as 'get'] = operation(name, route)
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Iris',
      version,
      description: 'The API of the Iris contact centre. Errors are problem+json (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ accessToken: [] }],
    components: {
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    paths: { ...paths, [streamPath]: { get: streamOperation } },
  })
}

const streamOperation: ZodOpenApiOperationObject = {
  operationId: 'stream',
  summary: 'Listen to what happens, as server-sent events',
  tags: ['Events'],
  responses: {
    200: {
      description: 'One event as JSON in each `data`',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
  },
}

function operation(name: string, route: Route): ZodOpenApiOperationObject {
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.tag],
    ...(route.access === 'public' && { security: [] }),
    ...(typeof route.access === 'object' && { description: `Needs ${route.access.join(' or ')}.` }),
    requestParams: {
      ...(route.params && { path: route.params }),
      ...(route.query && { query: route.query }),
    } as NonNullable<ZodOpenApiOperationObject['requestParams']>,
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: route.body } } },
    }),
    ...(route.upload && {
      requestBody: {
        required: true,
        content: { [route.upload.type]: { schema: { type: 'string', format: 'binary' } } },
      },
    }),
    responses: {
      ...success(route),
      ...errors(route),
    },
  }
}

function success(route: Route): ZodOpenApiOperationObject['responses'] {
  if (route.content !== undefined) return media(route.content)
  if (!route.response) return { 204: { description: 'Done' } }
  return {
    [String(route.status ?? 200)]: {
      description: 'Done',
      content: { 'application/json': { schema: route.response } },
    },
  } as ZodOpenApiOperationObject['responses']
}

function media(types: NonNullable<Route['content']>): ZodOpenApiOperationObject['responses'] {
  const schema = { type: 'string' as const, format: 'binary' }
  const all = typeof types === 'string' ? ([types] as const) : types
  const content = Object.fromEntries(all.map((type) => [type, { schema }]))
  return {
    200: { description: 'The whole', content },
    206: {
      description: 'The range of bytes that was asked for',
      content: { [all[0]]: { schema } },
    },
  }
}

function errors(route: Route): ZodOpenApiOperationObject['responses'] {
  const codes = [
    ...(route.access === 'public' ? [] : (['not_signed_in', 'token_expired'] as const)),
    ...(typeof route.access === 'object' ? (['forbidden'] as const) : []),
    ...(route.params ? (['not_found'] as const) : []),
    ...(route.body || route.query || route.upload ? (['validation_failed'] as const) : []),
    ...(route.upload ? (['payload_too_large'] as const) : []),
    ...(route.errors ?? []),
  ]
  const byStatus = Map.groupBy(codes, (code) => errorCodes[code].status)
  const responses = [...byStatus].map(([status, group]) => [
    String(status),
    {
      description: [...new Set(group)].join(', '),
      content: { 'application/problem+json': { schema: Problem } },
    },
  ])
  return Object.fromEntries(responses) as ZodOpenApiOperationObject['responses']
}
