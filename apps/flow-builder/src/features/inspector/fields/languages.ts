import { formatLocale } from '@iris/app-frame'

/** What callers commonly speak, as BCP 47; any other that is set stays. */
export const languages = (
  'ar-EG ar-SA bg-BG bn-IN ca-ES cs-CZ da-DK de-AT de-CH de-DE el-GR en-AU en-CA en-GB en-IE en-IN en-NZ en-US en-ZA ' +
  'es-AR es-ES es-MX es-US et-EE fa-IR fi-FI fil-PH fr-BE fr-CA fr-CH fr-FR he-IL hi-IN hr-HR hu-HU id-ID it-CH it-IT ' +
  'ja-JP ko-KR lt-LT lv-LV ms-MY nb-NO nl-BE nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sl-SI sr-RS sv-SE sw-KE ta-IN ' +
  'te-IN th-TH tr-TR uk-UA ur-PK vi-VN zh-CN zh-HK zh-TW'
).split(' ')

/** What a language is called in that of the page; its code where nobody knows. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([formatLocale.value], { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}
