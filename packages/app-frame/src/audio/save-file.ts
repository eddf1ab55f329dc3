/** Lets the browser save a file under a name. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // Browsers read it after the click; none takes longer than this to begin.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
