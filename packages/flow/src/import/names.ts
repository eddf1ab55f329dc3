/** Gives each name of the other side one of ours, the same each time, and no two the same. */
export interface Names {
  /** `like` is what it is made of, where that is not the name itself. */
  readonly nameOf: (theirs: string, like?: string) => string
}

/** Ids of blocks: small letters, digits and dashes, at most 40. */
export function blockIds(taken: readonly string[]): Names {
  return named(taken, (theirs) => {
    const slug = plain(theirs)
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
    return slug.slice(0, 34) || 'block'
  })
}

/** Names of variables: small letters, digits and underscores, at most 40; none of those that Iris gives. */
export function variableNames(): Names {
  return named(given, (theirs) => {
    const slug = plain(theirs)
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^[0-9_]+|_+$/g, '')
    return slug.slice(0, 34) || 'value'
  })
}

const given = (
  'call caller called contact menu gather queue time error http flow loop result secret ' +
  'true false null in as break const continue else for function if import let package ' +
  'namespace return var void while'
).split(' ')

function named(taken: readonly string[], slugOf: (theirs: string) => string): Names {
  const known = new Map<string, string>()
  const used = new Set(taken)
  /** How many have the same slug, so that the next one need not be searched for from the first. */
  const last = new Map<string, number>()
  return {
    nameOf(theirs, like = theirs) {
      const before = known.get(theirs)
      if (before !== undefined) return before
      const slug = slugOf(like)
      let [name, count] = [slug, last.get(slug) ?? 1]
      while (used.has(name)) {
        count += 1
        name = `${slug}_${count}`
      }
      last.set(slug, count)
      used.add(name)
      known.set(theirs, name)
      return name
    },
  }
}

/** Small letters without accents; `camelCase` in two words. */
function plain(text: string): string {
  return text
    .slice(0, 200)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
}
