import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { DomainError } from '#platform/http/domain-error.ts'

export interface DrawnLogo {
  /** A PNG. */
  image: Buffer
  /** SHA-256, in hex. */
  digest: string
  width: number
  height: number
}

const accepted: ReadonlySet<string> = new Set(['png', 'jpeg', 'webp'])

// A picture of a few kilobytes can unfold to gigabytes; no logo has more pixels than a good camera.
const mostPixels = 32_000_000

/** The sides that are tried until the picture is small enough to be kept; the last one always is, at 4 bytes a pixel. */
const sides = [512, 384, 256]
const largestBytes = 262_144

/**
 * Draws a logo anew from what was sent, so that nothing else of it survives: no metadata, no place where it was taken, no
 * script behind the picture. What the file is is seen from its content, whatever it was called. Throws `picture_refused`.
 */
export async function drawLogo(sent: Buffer): Promise<DrawnLogo> {
  try {
    const { format } = await sharp(sent, { limitInputPixels: mostPixels }).metadata()
    if (!accepted.has(format)) throw new DomainError('picture_refused')
    for (const side of sides) {
      const { data, info } = await sharp(sent, { limitInputPixels: mostPixels, failOn: 'error' })
        .timeout({ seconds: 10 })
        // As the camera was held; the note of it is not kept.
        .autoOrient()
        .toColourspace('srgb')
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
        .png({ compressionLevel: 9 })
        .toBuffer({ resolveWithObject: true })
      if (data.length > largestBytes) continue
      const digest = createHash('sha256').update(data).digest('hex')
      return { image: data, digest, width: info.width, height: info.height }
    }
  } catch (cause) {
    if (cause instanceof DomainError) throw cause
    throw new DomainError('picture_refused', { cause })
  }
  throw new DomainError('too_large')
}
