import type { z } from 'zod'
import type { ErrorCode } from './problem.ts'
import type { Permission } from './permissions.ts'

type Schema = z.ZodType
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Who may call a route: `public` anybody; `signed-in` any user; `refresh-cookie` the holder of a browser session's
 * cookie; otherwise a user whose roles allow one of the permissions.
 */
export type Access =
  | 'public'
  | 'signed-in'
  | 'refresh-cookie'
  | readonly [Permission, ...Permission[]]

/** One HTTP route: what it is for, who may call it, what it takes and what it answers. */
export interface Route {
  readonly method: Method
  /** With parameters in braces, as OpenAPI writes them: `/v1/calls/{id}`. */
  readonly path: `/v1/${string}`
  readonly summary: string
  readonly tag: string
  readonly access: Access
  readonly params?: Schema
  readonly query?: Schema
  readonly body?: Schema
  /** A body that is no JSON but a file: its media type, and how large it may be. */
  readonly upload?: { readonly type: 'audio/wav'; readonly maxBytes: number }
  /** The answer's body; absent where the answer is 204 with none, or no JSON. */
  readonly response?: Schema
  /**
   * The media type of an answer that is no JSON; parts of it can be had by range requests (RFC 9110 §14). Of several, which
   * one is up to the query, and only the first can be had in parts.
   */
  readonly content?: 'audio/wav' | 'text/csv' | readonly ['audio/wav', 'audio/ogg']
  /** 200 unless it says so: 201 where a resource is made. */
  readonly status?: 200 | 201
  /** A POST that may simply be done again: its answer is not kept for its `Idempotency-Key` (it may hold secrets). */
  readonly repeatable?: true
  /** Its answer's `etag` is sent as the header `ETag` too; those that change something mind `If-Match` (RFC 9110 §13.1.1). */
  readonly tagged?: true
  /** The errors this route answers with beside those any route may. */
  readonly errors?: readonly ErrorCode[]
}

/** Keeps a route's exact type; the one way to define a route. */
export function route<const R extends Route>(definition: R): R {
  return definition
}

type Output<R, K extends string> = R extends { readonly [key in K]: infer S extends Schema }
  ? z.output<S>
  : undefined
type Input<R, K extends string> = R extends { readonly [key in K]: infer S extends Schema }
  ? z.input<S>
  : undefined

/** A file to send: a `Blob`, in browsers and elsewhere. */
export interface UploadedFile {
  readonly size: number
  readonly type: string
  arrayBuffer(): Promise<ArrayBuffer>
}

/** What the backend's handler of a route is given, parsed. */
export interface RouteRequest<R extends Route> {
  params: Output<R, 'params'>
  query: Output<R, 'query'>
  body: R extends { readonly upload: object } ? Uint8Array : Output<R, 'body'>
}

/** A body, and what it was made from where the route minds. */
type Sent<R> = R extends { tagged: true }
  ? { body: Input<R, 'body'>; ifMatch?: string }
  : { body: Input<R, 'body'> }

/** What a caller of a route sends. Only the parts the route takes are there. */
export type RouteCall<R extends Route> = (R extends { params: Schema }
  ? { params: Input<R, 'params'> }
  : object) &
  (R extends { query: Schema } ? { query?: Input<R, 'query'> } : object) &
  (R extends { body: Schema } ? Sent<R> : object) &
  (R extends { upload: object } ? { body: UploadedFile } : object)

/** What a route answers. */
export type RouteAnswer<R extends Route> = R extends { readonly response: infer S extends Schema }
  ? z.output<S>
  : void
