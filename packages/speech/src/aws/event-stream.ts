import { crc32 } from 'node:zlib'

/** A message of AWS event streams. All its headers are strings. */
export interface EventMessage {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const stringType = 7
const preludeBytes = 8
const checksumBytes = 4
/** After the prelude, which has a checksum of its own, the headers begin. */
const headersAt = preludeBytes + checksumBytes

/**
 * Encodes a message as `application/vnd.amazon.eventstream`: total length, headers' length, their CRC-32, headers, body,
 * CRC-32 of everything before (https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html).
 */
export function encodeEvent({ headers, body }: EventMessage): Uint8Array {
  const encoded = Buffer.concat(Object.entries(headers).map(encodeHeader))
  const total = headersAt + encoded.length + body.length + checksumBytes
  const message = Buffer.alloc(total)
  message.writeUInt32BE(total, 0)
  message.writeUInt32BE(encoded.length, 4)
  message.writeUInt32BE(crc32(message.subarray(0, preludeBytes)), preludeBytes)
  encoded.copy(message, headersAt)
  message.set(body, headersAt + encoded.length)
  message.writeUInt32BE(crc32(message.subarray(0, total - checksumBytes)), total - checksumBytes)
  return message
}

function encodeHeader([name, value]: [string, string]): Buffer {
  const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value)]
  const header = Buffer.alloc(1 + nameBytes.length + 3 + valueBytes.length)
  header.writeUInt8(nameBytes.length, 0)
  nameBytes.copy(header, 1)
  header.writeUInt8(stringType, 1 + nameBytes.length)
  header.writeUInt16BE(valueBytes.length, 2 + nameBytes.length)
  valueBytes.copy(header, 4 + nameBytes.length)
  return header
}

/** Decodes one whole message. Throws an Error that says what is wrong with it. */
export function decodeEvent(message: Buffer): EventMessage {
  if (message.length < headersAt + checksumBytes) throw new Error('The event is too short.')
  const total = message.readUInt32BE(0)
  const headersLength = message.readUInt32BE(4)
  if (total !== message.length) throw new Error('The event is not as long as it says.')
  const bodyAt = headersAt + headersLength
  if (bodyAt > total - checksumBytes) throw new Error('The headers of the event do not fit.')
  checkSum(message, preludeBytes)
  checkSum(message, total - checksumBytes)
  return {
    headers: decodeHeaders(message.subarray(headersAt, bodyAt)),
    body: message.subarray(bodyAt, total - checksumBytes),
  }
}

function checkSum(message: Buffer, at: number): void {
  if (message.readUInt32BE(at) !== crc32(message.subarray(0, at))) {
    throw new Error('The checksum of the event is wrong.')
  }
}

function decodeHeaders(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let at = 0; at < bytes.length;) {
    const nameEnd = at + 1 + bytes.readUInt8(at)
    const name = bytes.toString('utf8', at + 1, nameEnd)
    if (bytes.readUInt8(nameEnd) !== stringType) {
      throw new Error('A header of the event is no string.')
    }
    const valueEnd = nameEnd + 3 + bytes.readUInt16BE(nameEnd + 1)
    if (valueEnd > bytes.length) throw new Error('A header of the event does not fit.')
    headers[name] = bytes.toString('utf8', nameEnd + 3, valueEnd)
    at = valueEnd
  }
  return headers
}
