import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type SeenRequest, type VendorContract, violationsOf } from './vendor-contract.ts'

/** What a double answers with. */
export interface DoubleReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

/** How a double behaves: as the vendor does, or in one of the ways in which vendors fail. */
export type Behaviour =
  | { readonly kind: 'answers' }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  | { readonly kind: 'hangs' }
  | { readonly kind: 'resets' }
  | { readonly kind: 'floods' }
  | { readonly kind: 'says'; readonly body: Uint8Array | string }

export interface VendorDouble {
  readonly origin: string
  readonly requests: readonly SeenRequest[]
  /** What in the requests was against the vendor's contract. */
  readonly violations: readonly string[]
  behaviour: Behaviour
}

/** Stands in for a vendor on a port of its own, checks every request against the contract, and is gone after the test. */
export async function openVendorDouble(
  contract: VendorContract,
  answer: (request: SeenRequest) => DoubleReply,
): Promise<VendorDouble> {
  const requests: SeenRequest[] = []
  const violations: string[] = []
  const server = createServer((incoming, response) => void serve(incoming, response))
  const double = {
    origin: '',
    requests,
    violations,
    behaviour: { kind: 'answers' } as Behaviour,
  }

  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await read(incoming)
    requests.push(request)
    violations.push(...violationsOf(request, contract))
    behave(double.behaviour, response, () => answer(request))
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  double.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return double
}

function behave(behaviour: Behaviour, response: ServerResponse, answer: () => DoubleReply): void {
  switch (behaviour.kind) {
    case 'answers': {
      const { status = 200, headers = {}, body } = answer()
      response.writeHead(status, headers).end(body)
      return
    }
    case 'status':
      response.writeHead(behaviour.status, behaviour.headers ?? {}).end('{"secret":"hush"}')
      return
    case 'says':
      response.writeHead(200).end(behaviour.body)
      return
    case 'hangs':
      return
    case 'resets':
      response.destroy()
      return
    case 'floods': {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 1)));
      }
      response.writeHead(200).on('drain', more)
      more()
    }
  }
}

async function read(incoming: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const { method = '', url = '/', headers } = incoming
  const bytes = Buffer.concat(chunks)
  return {
    method,
    url: new URL(url, 'http://vendor.example'),
    headers,
    ...(await parsed(bytes, String(headers['content-type'] ?? ''))),
  }
}

type Content = Pick<SeenRequest, 'body' | 'files'>

async function parsed(bytes: Buffer, type: string): Promise<Content> {
  if (bytes.length === 0) return { body: undefined, files: {} }
  if (!type.startsWith('multipart/form-data')) {
    return { body: JSON.parse(bytes.toString()) as unknown, files: {} }
  }
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData()
  const files: Record<string, Uint8Array> = {}
  const fields: Record<string, string> = {}
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value
    else {
      fields[name] = 'binary'
      files[name] = new Uint8Array(await value.arrayBuffer())
    }
  }
  return { body: fields, files }
}
