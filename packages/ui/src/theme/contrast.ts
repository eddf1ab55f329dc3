/** A colour as the token file writes it: OKLCH with alpha. Lightness and alpha 0–1, hue in degrees. */
export interface Oklch {
  lightness: number
  chroma: number
  hue: number
  alpha: number
}

/** Linear-light sRGB, each channel 0–1 when the colour can be shown. */
export type LinearRgb = readonly [red: number, green: number, blue: number]

/** OKLCH to linear sRGB, by the matrices of CSS Color 4 §10.1 ("Sample code for Color Conversions"). */
export function toLinearRgb({ lightness, chroma, hue }: Oklch): LinearRgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]
}

/** Lays one colour over another as a browser does: by alpha, on gamma-encoded sRGB. */
export function over(top: Oklch, ground: LinearRgb): LinearRgb {
  const [red, green, blue] = toLinearRgb(top)
  const mix = (above: number, below: number): number =>
    decode(encode(above) * top.alpha + encode(below) * (1 - top.alpha))
  return [mix(red, ground[0]), mix(green, ground[1]), mix(blue, ground[2])]
}

/** WCAG 2.2 contrast ratio, 1–21. */
export function contrast(one: LinearRgb, other: LinearRgb): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

function luminance([red, green, blue]: LinearRgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function encode(linear: number): number {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055
}

function decode(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4
}
