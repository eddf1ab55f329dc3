import type { SipRequest } from './message.ts'

/** What programs call themselves that look for servers to abuse, in lower case. Nobody calls by them. */
const SCANNERS = [
  'friendly-scanner',
  'sipvicious',
  'sipcli',
  'sip-scan',
  'sipscan',
  'sundayddr',
  'iwar',
  'vaxsipuseragent',
  'pplsip',
  'sipptk',
  'siparmyknife',
  'scan for sip',
]

/** Whether a request says that it is a scanner's: by its User-Agent, or by the name it gives itself. */
export function isScanner({ headers, from, to }: SipRequest): boolean {
  const names = [headers.get('user-agent'), from.displayName, to.displayName]
  return names.some((name) => {
    const text = name?.toLowerCase() ?? ''
    return SCANNERS.some((scanner) => text.includes(scanner))
  })
}
