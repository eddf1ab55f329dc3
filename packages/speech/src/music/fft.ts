/** A complex signal or spectrum; both parts are of the same length, a power of two. */
export interface Complex {
  readonly re: Float64Array
  readonly im: Float64Array
}

/** The discrete Fourier transform, in place (Cooley and Tukey 1965, radix 2). Throws unless the length is a power of two. */
export function transform(signal: Complex): void {
  const { length } = signal.re
  if (!Number.isInteger(Math.log2(length))) throw new RangeError('The length is no power of two.')
  reverseBits(signal)
  for (let size = 2; size <= length; size *= 2) combine(signal, size)
}

/** The inverse transform, in place, scaled by 1/length. */
export function inverse({ re, im }: Complex): void {
  transform({ re: im, im: re })
  for (let n = 0; n < re.length; n += 1) {
    re[n] = (re[n] ?? 0) / re.length
    im[n] = (im[n] ?? 0) / re.length
  }
}

function reverseBits({ re, im }: Complex): void {
  let reversed = 0
  for (let n = 1; n < re.length; n += 1) {
    let bit = re.length >> 1
    for (; (reversed & bit) !== 0; bit >>= 1) reversed ^= bit
    reversed |= bit
    if (n < reversed) {
      swap(re, n, reversed)
      swap(im, n, reversed)
    }
  }
}

function swap(values: Float64Array, a: number, b: number): void {
  const kept = values[a] ?? 0
  values[a] = values[b] ?? 0
  values[b] = kept
}

function combine({ re, im }: Complex, size: number): void {
  const half = size / 2
  for (let k = 0; k < half; k += 1) {
    const angle = (-2 * Math.PI * k) / size
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    for (let top = k; top < re.length; top += size) {
      const bottom = top + half
      const [topRe, topIm, botRe, botIm] = [re[top], im[top], re[bottom], im[bottom]]
      const turnedRe = (botRe ?? 0) * cos - (botIm ?? 0) * sin
      const turnedIm = (botRe ?? 0) * sin + (botIm ?? 0) * cos
      re[top] = (topRe ?? 0) + turnedRe
      im[top] = (topIm ?? 0) + turnedIm
      re[bottom] = (topRe ?? 0) - turnedRe
      im[bottom] = (topIm ?? 0) - turnedIm
    }
  }
}
