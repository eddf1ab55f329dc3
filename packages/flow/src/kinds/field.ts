/** A value a field may be shown for: `{ key: 'input', is: ['digits', 'both'] }`. */
interface When {
  readonly key: string
  readonly is: readonly (string | boolean)[]
}

interface Labelled {
  /** The setting it edits. */
  readonly key: string
  readonly label: string
  /** One line beneath it. */
  readonly help?: string
  /** Shown only while another setting of the same block, or list item, has one of these values. */
  readonly when?: When
  /** Shown only while this other setting is empty. */
  readonly unless?: string
  /** Shown only while this other setting holds something: a text, or items. */
  readonly given?: string
}

/** What a flow names and the centre has. */
export type ReferenceType = 'queue' | 'prompt' | 'voicemail_box' | 'flow' | 'number' | 'skill'

/**
 * One field of a block's form in the builder. From the same fields the validator knows which settings are expressions and
 * which are references.
 */
export type Field =
  | (Labelled & { readonly type: 'text'; readonly lines?: number; readonly placeholder?: string })
  /** Text with `{{ }}`; `spoken` where a voice says it, so that it can be listened to. */
  | (Labelled & {
      readonly type: 'template'
      readonly lines?: number
      readonly spoken?: true
      /** It may name secrets: `{{ secret.CRM_KEY }}`. */
      readonly secrets?: true
      readonly placeholder?: string
    })
  | (Labelled & { readonly type: 'expression'; readonly placeholder?: string })
  | (Labelled & { readonly type: 'number'; readonly min: number; readonly max: number })
  /** Milliseconds, shown in seconds or minutes. With `never`, `null` means without end. */
  | (Labelled & {
      readonly type: 'duration'
      readonly minMs: number
      readonly maxMs: number
      readonly never?: string
    })
  | (Labelled & { readonly type: 'toggle' })
  | (Labelled & {
      readonly type: 'choice'
      readonly options: readonly { readonly value: string; readonly label: string }[]
    })
  /** A key of a telephone. */
  | (Labelled & { readonly type: 'key' })
  /** Words, one beside the other. */
  | (Labelled & { readonly type: 'words'; readonly placeholder?: string })
  /** The name of a variable of the flow that is set here. */
  | (Labelled & { readonly type: 'variable' })
  | (Labelled & { readonly type: 'voice' })
  | (Labelled & { readonly type: 'language' })
  | (Labelled & { readonly type: 'time_zone' })
  | (Labelled & { readonly type: 'reference'; readonly to: ReferenceType })
  /** Another block of the same flow. */
  | (Labelled & { readonly type: 'block' })
  /** Opening hours, holidays and closings; `key` is empty: it edits all settings. */
  | (Labelled & { readonly type: 'calendar' })
  | (Labelled & {
      readonly type: 'list'
      readonly item: readonly Field[]
      /** What an item is before anybody edits it. */
      readonly fresh: unknown
      readonly min: number
      readonly max: number
      /** On the button: `Add an option`. */
      readonly addLabel: string
    })
