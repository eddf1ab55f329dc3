/**
 * The octets of a message written in the notation of RFC 4475 §2: every line end is CRLF, the lines within
 * `<allOneLine>` are one, `<hex>` holds octets in hexadecimal, and `<repeat count=N>` what stands there N times.
 */
export function octetsOfNotation(text: string): Buffer {
  const octets = text
    .replaceAll(/<allOneLine>\n([^]*?)\n<\/allOneLine>/g, (_, lines: string) =>
      lines.replaceAll('\n', ''),
    )
    .replaceAll('\n', '\r\n')
    .replaceAll(/<repeat count=(\d+)>(.*?)<\/repeat>/g, (_, count: string, unit: string) =>
      unit.repeat(Number(count)),
    )
    .replaceAll(/<hex>([0-9A-F]+)<\/hex>/g, (_, digits: string) =>
      Buffer.from(digits, 'hex').toString('latin1'),
    )
  return Buffer.from(octets, 'latin1')
}
