interface Box {
  width: number
  height: number
  /** Left free on every side, so that a thick line stays inside. */
  inset: number
  range: readonly [low: number, high: number]
}

/** An SVG path through values at equal steps, the lowest at the bottom. */
export function linePath(values: number[], box: Box) {
  return placed(values, box)
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`)
    .join('')
}

/** Where each value stands in the box. */
export function placed(values: number[], { width, height, inset, range: [low, high] }: Box) {
  const step = values.length > 1 ? (width - 2 * inset) / (values.length - 1) : 0
  return values.map((value, index) => ({
    x: inset + index * step,
    // One level all along is drawn in the middle.
    y: high === low ? height / 2 : inset + ((high - value) / (high - low)) * (height - 2 * inset),
  }))
}

export function rangeOf(values: number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)]
}

function round(value: number) {
  return Math.round(value * 10) / 10
}
