import { adminNumbersWords } from './numbers-words.ts'

/** What is wrong with an address that is to be asked over HTTP; `''` where nothing is, or nothing was written. */
export function addressProblem(typed: string): string {
  const text = typed.trim()
  if (text === '') return ''
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return adminNumbersWords('form.addressWrong')
  }
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return adminNumbersWords('form.addressLogin')
  return ''
}
