// Settings that are written in two steps: a schema's defaults, and lists of names with values.
import { addSetting, type Setting } from './setting.ts'

/** The settings that these stand for, which are as good as if they were written the short way. */
export function foldSettings(settings: Setting[]): Setting[] {
  return settings.flatMap((setting) => {
    const { scope, key, value, start, end, quote } = setting
    const rest = { value, start, end, quote }
    // "registry": { "type": "string", "default": "quay.io" }
    if ((key === 'default' || key === 'const') && scope.parent !== null && scope.key !== '') {
      return [addSetting(scope.parent, scope.key, rest)]
    }
    // - name: image.registry
    //   value: quay.io
    const name = key === 'value' ? scope.settings.find((other) => other.key === 'name')?.value : undefined
    if (name === undefined || scope.parent === null || !/^[A-Za-z_][\w.-]*$/.test(name)) return []
    return [addSetting(scope.parent, name, rest)]
  })
}
