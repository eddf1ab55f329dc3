import { addTexts, say } from './engine.ts'
import type {
  GapNames,
  GapsOf,
  MessageKey,
  MessageTree,
  TextAt,
  TranslatedTree,
} from './message-tree.ts'

/**
 * Says a feature's texts in the language of the page: `words('state.available')`, `words('waiting', { count: 3 })`. The
 * compiler knows every key, and which gaps a text has. Reactive where it is called in a template or a `computed`.
 */
export interface Words<Tree> {
  <Key extends MessageKey<Tree>>(
    key: Key,
    ...gaps: [GapNames<TextAt<Tree, Key>>] extends [never] ? [] : [gaps: GapsOf<TextAt<Tree, Key>>]
  ): string
  readonly namespace: string
}

/** A feature's texts in another language. Files named `words.<language>.ts` export one as `translation`. */
export interface Translation {
  readonly namespace: string
  readonly texts: MessageTree
}

/**
 * Gives a feature its texts, in English; a `words.de.ts` beside it adds German:
 *
 *     export const callWords = defineWords('calls', { title: 'Calls' })
 *     export const translation = translateWords(callWords, { title: 'Anrufe' })
 */
export function defineWords<const Tree extends MessageTree>(
  namespace: string,
  english: Tree,
): Words<Tree> {
  addTexts('en', namespace, english)
  const words = (key: string, gaps: Readonly<Record<string, string | number>> = {}) =>
    say(`${namespace}.${key}`, gaps)
  return Object.assign(words, { namespace })
}

export function translateWords<Tree>(
  words: Words<Tree>,
  texts: TranslatedTree<Tree> & MessageTree,
): Translation {
  return { namespace: words.namespace, texts }
}
