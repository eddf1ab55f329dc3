import type { S3Requests } from './s3-requests.ts'

/** S3 takes parts of 5 MiB at least, the last one aside, and 10,000 of them: blobs of up to 78 GiB. */
const partBytes = 8 * 1024 * 1024

/** Writes an object whole or not at all: what fits into one part at once, else part by part. */
export async function upload(
  requests: S3Requests,
  key: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  const parts = inParts(pieces)
  const first = await parts.next()
  const second = first.done === true ? first : await parts.next()
  if (first.done === true || second.done === true) {
    const body = first.done === true ? new Uint8Array() : first.value
    await requests.send({ method: 'PUT', key, body }, [200])
    return
  }
  const id = await begin(requests, key)
  try {
    const tags: string[] = []
    for await (const body of inOrder(first.value, second.value, parts)) {
      tags.push(await sendPart(requests, { key, id, number: tags.length + 1, body }))
    }
    await complete(requests, { key, id, tags })
  } catch (error) {
    const abort = { method: 'DELETE', key, query: { uploadId: id } } as const
    await requests.send(abort, [204, 404]).catch(() => undefined)
    throw error
  }
}

type Part = Uint8Array<ArrayBuffer>

async function* inOrder(first: Part, second: Part, rest: AsyncIterable<Part>) {
  yield first
  yield second
  yield* rest
}

async function* inParts(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Part, undefined> {
  let waiting: Uint8Array[] = []
  let bytes = 0
  for await (const piece of pieces) {
    waiting.push(piece)
    bytes += piece.length
    if (bytes < partBytes) continue
    yield joined(waiting, bytes)
    waiting = []
    bytes = 0
  }
  if (bytes > 0) yield joined(waiting, bytes)
}

function joined(pieces: readonly Uint8Array[], bytes: number): Part {
  const part = new Uint8Array(bytes)
  let at = 0
  for (const piece of pieces) {
    part.set(piece, at)
    at += piece.length
  }
  return part
}

async function begin(requests: S3Requests, key: string): Promise<string> {
  const answer = await requests.send({ method: 'POST', key, query: { uploads: '' } }, [200])
  const id = /<UploadId>([^<]+)<\/UploadId>/.exec(await answer.text())?.[1]
  if (id === undefined) throw new Error('The blob store began an upload without naming it.')
  return id
}

async function sendPart(
  requests: S3Requests,
  { key, id, number, body }: { key: string; id: string; number: number; body: Part },
): Promise<string> {
  const query = { partNumber: String(number), uploadId: id }
  const answer = await requests.send({ method: 'PUT', key, query, body }, [200])
  return answer.headers.get('etag') ?? ''
}

async function complete(
  requests: S3Requests,
  { key, id, tags }: { key: string; id: string; tags: readonly string[] },
): Promise<void> {
  const list = tags.map(
    (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
  )
  const body = `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`
  const answer = await requests.send({ method: 'POST', key, query: { uploadId: id }, body }, [200])
  // The status comes before the work is done; what went wrong then is in the body.
  if ((await answer.text()).includes('<Error>')) {
    throw new Error('The blob store could not put the parts together.')
  }
}
