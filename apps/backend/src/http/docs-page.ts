import { errorCodes } from '@iris/contracts'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, relative } from 'node:path'
import type { HttpEnv } from './implement.ts'
import { flowSchema } from '@iris/flow'
import { openApiDocument } from './openapi.ts'

const swaggerFolder = dirname(
  createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'),
)
const errorPages = new URL('../../../../docs/errors/', import.meta.url)

/**
 * The API's description for programs at `/v1/openapi.json` and for people at `/docs`; the schema of flows at
 * `/schemas/flow.json`; a page for each error code.
 */
export function serveDocs(app: Hono<HttpEnv>, version: string): void {
  const document = JSON.stringify(openApiDocument(version))
  const schema = JSON.stringify(flowSchema())
  app.get('/schemas/flow.json', (c) =>
    c.body(schema, 200, { 'Content-Type': 'application/schema+json' }),
  )
  app.get('/v1/openapi.json', (c) => c.body(document, 200, { 'Content-Type': 'application/json' }))
  app.get('/docs', (c) => c.html(page))
  app.get('/docs/', (c) => c.redirect('/docs'))
  app.get('/docs/start.js', (c) => c.body(script, 200, { 'Content-Type': 'text/javascript' }))
  app.use(
    '/docs/assets/*',
    serveStatic({
      root: relative(process.cwd(), swaggerFolder) || '.',
      rewriteRequestPath: (path) => path.slice('/docs/assets'.length),
    }),
  )
  app.get('/docs/errors/:code', async (c, next) => {
    const code = c.req.param('code')
    if (!Object.hasOwn(errorCodes, code)) return next()
    return c.text(await readFile(new URL(`${code}.md`, errorPages), 'utf8'))
  })
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Iris API</title>
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
  </head>
  <body>
    <main id="reference"></main>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`

const script = `SwaggerUIBundle({ url: '/v1/openapi.json', dom_id: '#reference', deepLinking: true })
`
