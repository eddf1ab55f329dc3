/** What most people of a country speak, as recognisers know it; English elsewhere. */
const languages: Readonly<Record<string, string>> = {
  AT: 'de-AT',
  AU: 'en-AU',
  BE: 'nl-BE',
  BR: 'pt-BR',
  CA: 'en-CA',
  CH: 'de-CH',
  DE: 'de-DE',
  DK: 'da-DK',
  ES: 'es-ES',
  FI: 'fi-FI',
  FR: 'fr-FR',
  GB: 'en-GB',
  IE: 'en-IE',
  IN: 'en-IN',
  IT: 'it-IT',
  JP: 'ja-JP',
  KR: 'ko-KR',
  MX: 'es-MX',
  NL: 'nl-NL',
  NO: 'no-NO',
  NZ: 'en-NZ',
  PL: 'pl-PL',
  PT: 'pt-PT',
  SE: 'sv-SE',
  US: 'en-US',
}

/** The language, as BCP 47, that callers of a tenant in this country (ISO 3166-1) are taken to speak. */
export function languageOf(country: string): string {
  return languages[country] ?? 'en-US'
}
