/**
 * Takes out of a 401 or 407 the challenges that JsSIP cannot answer: it knows only MD5, and of several challenges
 * (RFC 8760 §2.3) it keeps only the last, whichever that is. Any other message comes back as it is.
 */
export function keepMd5Challenges(message: string): string {
  if (!/^SIP\/2\.0 40[17] /.test(message)) return message
  return message.replace(/^(?:WWW|Proxy)-Authenticate[ \t]*:.*\r\n/gim, (line) => {
    const algorithm = /\balgorithm[ \t]*=[ \t]*"?([\w-]+)/i.exec(line)?.[1]
    return algorithm === undefined || algorithm.toUpperCase() === 'MD5' ? line : ''
  })
}
