import type { Flow } from '@iris/contracts'
import type { UseForm } from '@iris/app-frame'
import { useForm } from '@iris/app-frame'
import type { Api } from '@iris/api-client'
import type { Ref } from 'vue'
import { shallowRef } from 'vue'
import { importWords } from './import-words.ts'
import { nameFromFile, type ReadFlow, readFlow } from './read-flow-file.ts'

interface UseImport extends UseForm<{ name: string }, Flow> {
  /** What was read last; nothing at first. */
  readonly read: Readonly<Ref<ReadFlow | undefined>>
  readonly fileName: Readonly<Ref<string>>
  readonly take: (text: string, fileName: string) => void
  readonly refuse: (reason: string) => void
  readonly clear: () => void
}

/** A flow from a file on its way to become a draft. */
export function useImport(api: Api): UseImport {
  const read = shallowRef<ReadFlow>()
  const fileName = shallowRef('')
  const form = useForm<{ name: string }, Flow>({
    initial: () => ({ name: '' }),
    checks: { name: (name) => (name.trim() === '' ? importWords('nameMissing') : '') },
    send: async ({ name }) => {
      const found = read.value
      if (found?.kind !== 'read') throw new Error('There is no flow to be sent.')
      return api.send('createFlow', { body: { name: name.trim(), document: found.document } })
    },
  })
  return {
    ...form,
    read,
    fileName,
    take: (text, file) => {
      read.value = readFlow(text)
      fileName.value = file
      if (form.form.name.trim() === '') form.form.name = nameFromFile(file)
    },
    refuse: (reason) => {
      read.value = { kind: 'refused', reason }
    },
    clear: () => {
      form.reset()
      read.value = undefined
      fileName.value = ''
    },
  }
}
