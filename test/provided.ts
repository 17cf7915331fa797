// What tests are handed by what runs once before all of them: `inject('demo')`.

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- only an interface can be added to
  export interface ProvidedContext {
    /** The address of a product with a demo, whose numbers every file may look at and none changes. */
    demo: string
    /** The folder of another such product, which nothing has been started in. */
    sameDemo: string
  }
}

export {}
