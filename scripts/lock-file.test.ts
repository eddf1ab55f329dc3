import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')
const packages = JSON.parse(text).packages as Readonly<Record<string, LockedPackage>>

test('the lock file has every platform’s binaries: an install that had them in node_modules leaves the others out', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
    ),
  )
  expect(missing, 'npm install --package-lock-only adds them').toEqual([])
})

test('the lock file names no place that packages come from', () => {
  expect(text).not.toMatch(/"resolved": "http/)
})
