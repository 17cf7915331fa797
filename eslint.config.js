import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

export default defineConfig(
  { ignores: ['node_modules', '.wrangler', 'coverage', 'src/worker-env.d.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines-per-function': ['error', 60],
      'max-params': ['error', 4],
      'max-lines': ['error', 250],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    // What the Worker carries.
    files: ['src/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { name: 'zod', message: 'zod/mini does the same in less than half the bytes.' },
      ],
    },
  },
  {
    // A describe block is one long function by nature; its length says nothing about the code. So is a row of a table.
    files: ['test/**/*.test.ts'],
    rules: { 'max-lines-per-function': 'off', 'max-params': 'off' },
  },
)
