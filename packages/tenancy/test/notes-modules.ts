import { fileURLToPath } from 'node:url'

/** The migrations of the app that the kernel's tests run: two tenant tables and a global one. */
export const notesModules = {
  control: [],
  data: [{ module: 'notes', folder: fileURLToPath(new URL('./sql/notes', import.meta.url)) }],
}
