import { z } from 'zod'
import { defineKind } from '../kind.ts'

export const goTo = defineKind({
  kind: 'go_to',
  group: 'control',
  title: 'Go to',
  summary: 'Goes on at another block, without a wire.',
  icon: 'corner-down-right',
  docs: 'Goes on at the block chosen, as a wire would. It keeps large flows readable.',
  needs: 'nothing',
  waits: 'never',
  settings: z.object({ block: z.string().min(1, 'Choose a block.').max(40) }),
  fresh: { block: '' },
  form: [{ key: 'block', type: 'block', label: 'Block' }],
  exits: () => [],
  enter: ({ block }) => ({ kind: 'go', block }),
})
