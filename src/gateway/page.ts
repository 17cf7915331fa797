// Web pages in the place of content: what a broken proxy or a maintenance mode answers.
import { bareMediaType } from '../oci/media-type.ts'

export function isPage(response: Response): boolean {
  return ['text/html', 'application/xhtml+xml'].includes(bareMediaType(response.headers.get('Content-Type')))
}
