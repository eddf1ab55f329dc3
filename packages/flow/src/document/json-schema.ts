import { FlowBlock, FlowDocument, mostBlocks } from '@iris/contracts'
import { z } from 'zod'
import type { KnownKind } from '../kinds/kind.ts'
import { kinds } from '../kinds/registry.ts'

/**
 * The schema of a flow as JSON Schema 2020-12, made of the very schemas a document is parsed by: its structure, and the
 * settings of each kind of block with what the kind says of itself. Blocks of a kind that is not known, and settings of
 * disabled ones, may be anything. What a schema cannot say (whether a target exists, a queue is there) the validator does.
 */
export function flowSchema(): z.core.JSONSchema.JSONSchema {
  const schema = z.toJSONSchema(FlowDocument, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      withExamples(jsonSchema)
      if (zodSchema === FlowDocument.shape.blocks) jsonSchema.maxProperties = mostBlocks
      if (zodSchema === FlowBlock) jsonSchema.allOf = kinds.map(ofKind)
    },
  })
  return {
    ...schema,
    title: 'Flow',
    description: 'What answers a number: blocks, and how they lead to each other.',
  }
}

/** What holds for blocks of one kind. */
function ofKind({ kind, title, summary, docs, settings }: KnownKind): z.core.JSONSchema.JSONSchema {
  const { $schema: _, ...ofSettings } = z.toJSONSchema(settings, {
    io: 'input',
    override: ({ jsonSchema }) => withExamples(jsonSchema),
  })
  const needsSettings = (ofSettings.required ?? []).length > 0
  return {
    if: {
      properties: { kind: { const: kind }, disabled: { const: false } },
      required: ['kind'],
    },
    // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema’s word; nobody awaits it.
    then: {
      title,
      description: `${summary}\n\n${docs}`,
      properties: { settings: ofSettings },
      ...(needsSettings && { required: ['settings'] }),
    },
  }
}

/** OpenAPI’s `example` has another name here. */
function withExamples(schema: z.core.JSONSchema.BaseSchema): void {
  const { example } = schema
  if (example === undefined) return
  delete schema['example']
  schema.examples = [example]
}
