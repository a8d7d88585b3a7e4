import qrcode from 'qrcode'

/**
 * A QR code as a path of bars one unit high, for `<svg viewBox="0 0 size size">`: no picture to load, sharp at any size, and
 * nothing that the Content-Security-Policy would have to allow.
 */
export function drawQr(text: string): { size: number; path: string } {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  const bars: string[] = []
  for (let y = 0; y < size; y++) {
    for (let x = 0, end = 0; x < size; x = end + 1) {
      for (end = x; end < size && modules.get(y, end); ) end++
      if (end > x) bars.push(`M${x} ${y}h${end - x}v1H${x}z`)
    }
  }
  return { size, path: bars.join('') }
}
