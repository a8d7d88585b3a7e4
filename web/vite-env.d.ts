/// <reference types="vite/client" />

// One file per icon: the package's entry names five thousand of them.
declare module '@tabler/icons-react/dist/esm/icons/*' {
  import type { FunctionComponent, SVGAttributes } from 'react'
  const icon: FunctionComponent<
    Omit<SVGAttributes<SVGSVGElement>, 'stroke'> & { size?: number; stroke?: number }
  >
  export default icon
}

interface Window {
  /** Read by get-nonce for the style tag of react-remove-scroll, which offers no other way. */
  __webpack_nonce__?: string
}

// It is imported for being there.
declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs'
