import { statSync } from 'node:fs'
import type { TestSequencer, TestSpecification } from 'vitest/node'

/** Runs whole suites by a few lines, so that its size says nothing of it. */
const longest = /\/embedded\.contract\.test\.ts$/

/** Begins with the files that take longest, so that none of them runs by itself at the end. */
export class LongestFirst implements TestSequencer {
  async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => weightOf(other) - weightOf(one))
  }

  async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { index, count } = files[0]?.project.vitest.config.shard ?? { index: 1, count: 1 }
    return files.filter((_, place) => place % count === index - 1)
  }
}

function weightOf({ moduleId }: TestSpecification): number {
  return longest.test(moduleId) ? Number.MAX_VALUE : statSync(moduleId).size
}
