import qrcode from 'qrcode'

/**
 * A QR code as a path of unit squares, for `<svg viewBox="0 0 size size">`: no picture to load, sharp at any size, and
 * nothing that the Content-Security-Policy would have to allow.
 */
export function drawQr(text: string): { size: number; path: string } {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  const squares: string[] = []
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) if (modules.get(y, x)) squares.push(`M${x} ${y}h1v1h-1z`)
  }
  return { size, path: squares.join('') }
}
