// schema.sql as statements, each with the comment above it.

/**
 * One statement ends where a line does, a trigger with `END`: `exec()` takes neither comments nor statements of several
 * lines.
 */
export function splitStatements(schema: string): string[] {
  return schema
    .split(/^END;[ \t]*$/m)
    .flatMap((part) => {
      const [statements, trigger] = part.split(/^(?=CREATE TRIGGER )/m)
      return [...(statements ?? '').split(/;[ \t]*$/m), ...(trigger === undefined ? [] : [`${trigger}END`])]
    })
    .map((statement) => statement.trim())
    .filter((statement) => withoutComments(statement) !== '')
}

/** `--` inside a string would be taken for a comment: schema.sql has none. */
export function withoutComments(sql: string): string {
  return sql.replace(/--.*$/gm, '').trim()
}

/** The same words with the same spaces, so that two ways of laying out one statement are equal. */
export function normalised(sql: string): string {
  return withoutComments(sql)
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),]) ?/g, '$1')
    .trim()
}
