/** Fills a text's gaps. */
export type Fill = (gaps: Readonly<Record<string, unknown>>) => string

const pluralOrder: readonly Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other']

/**
 * Reads a text: `{name}` is a gap, `{'@'}` the sign in quotes, and ` | ` parts plural forms, chosen by the gap `count` after
 * the language's own rules (Unicode CLDR): as many forms as the language has, in the order zero, one, two, few, many,
 * other; with one more in front, that one is for none at all.
 */
export function readText(text: string, locale: string): Fill {
  const forms = text.split(' | ').map(readForm)
  const [only] = forms
  if (only && forms.length === 1) return only
  const choose = formChooser(forms.length, locale)
  return (gaps) => forms[choose(Number(gaps['count'] ?? 0))]?.(gaps) ?? ''
}

function readForm(text: string): Fill {
  const parts = text.split(/\{('[^']*'|[^}]*)\}/)
  return (gaps) => parts.map((part, index) => (index % 2 === 0 ? part : fill(part, gaps))).join('')
}

function fill(gap: string, gaps: Readonly<Record<string, unknown>>): string {
  const sign = /^'(.*)'$/.exec(gap)?.[1]
  return sign ?? String(gaps[gap.trim()] ?? '')
}

function formChooser(forms: number, locale: string): (count: number) => number {
  const rules = new Intl.PluralRules(locale)
  const known: ReadonlySet<string> = new Set(rules.resolvedOptions().pluralCategories)
  const order = pluralOrder.filter((category) => known.has(category))
  const extra = forms > order.length ? 1 : 0
  return (count) => {
    if (extra === 1 && count === 0) return 0
    return Math.min(forms - 1, extra + order.indexOf(rules.select(count)))
  }
}
